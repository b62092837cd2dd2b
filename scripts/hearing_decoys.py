"""Words that no question listens for: look-alikes of the phrases, and common words. Shared by scripts."""

LOOK_ALIKES = """
tree bed verse house heather butter letter nurse first purse name game fame shop top store was course
cause yet guess batter bitter setter wetter weather whether feather bet debt get that's words word work
worth curse hearse force horse warm were where ways waist weight late gate great hate date ate aid age
ache hey day they may way say pay play save sane sail saint seem shame came tame lame shape safe stay
step stock stuff staff start star drop shot hot not nut note node known loan bone phone tone own only
over snow slow low know now how out about house mouse loud towel owl couch vouch pouch touch such match
march lunch continued container tinge text neck necks nest rest best test guest mess less dress chess
vest west jest jazz chest done gun sun son ton fun run one's won wonder under hundred thunder dumb come
some thumb sum red bread ready-made already steady heavy lady reading radio body buddy daddy teddy self
shelf held hell hello yell belt felt health wealth elf twelve kick quick kid bit hit hid wit week wheat
quite quiet white while bright light night fight might kite ride write lift loft laughed life leaf let
lead lend lent lens list last lost loved leave bus boat bath bother birth bowl book box bug bag bad bat
pack black pack sack track bank middle-aged model medal metal little riddle needle noodle tie thought
though die pie buy by why hi high sigh fly sky side-by-side time calves half laugh cough cuff coffee cave
cap cat can car card chin ship sheep shoe she thin sin skin in inn win been tin pin fruit food full fool
put good wood would could should foot-long fought fit fat feet fate fight toast toys those goes nose rose
hose tows close clothes toe taxi talk zip hero arrow narrow euro sex sick sticks fix mix ticks sits its
fish heaven eleven seventy seventeen even oven savant fly find fine file wife hive drive dive life live
ford for far fur door more your poor floor wall war free tea tee key knee fee see sea be me we he three-d
tray attention tension pen then when men den them tan tin town turn boss loss toss cross moss sofa paper
saver savor flavor server master plaster disaster laughter after past last alexa computer mirror snowboy
jarvis
savant vermont athena amelia restaurant chatterbox doctor coach exercise movement minute second moment
hold breathe breath please okay um uh hmm er
"""

COMMON = """
the of and to in is it you that he was for on are with as his they be at this have from or had by but
what some we can out other were all your when up use word how said an each she which do their time if
will way about many then them would write like so these her long make thing see him has look more day
could go come did my sound no most number who over water than call first people may down side been now
find any new part take get place made live where after little round man year came show every good me give
our under name very through just form much great think say help low line before turn cause same mean
differ move right boy old too does tell sentence set three want air well also play small end put home
read hand port large spell add even land here must big high such follow act why ask men change went light
kind off need picture try us again animal point mother world near build self earth father marvin sheila
happy bird dog cat wow forward backward learn visual on off music love building season yes-man television
phone kitchen dinner breakfast morning evening tomorrow yesterday today dear honey darling thank sorry
"""
