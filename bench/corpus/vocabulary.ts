/**
 * The words that the generated conversations are made of, the more usual ones first in each list, because words
 * are drawn by rank. Verbs are regular unless their forms are given as `base/third/past/ing`; a `+` doubles the
 * last consonant.
 */

const words = (list: string): readonly string[] => list.trim().split(/\s+/);

/** Nouns of software work, singular. */
export const TECHNICAL_NOUNS = words(`
file test function error value request server user query table component module type config build cache branch
message version field method class column response key token index script package event state list service
endpoint handler library client commit session string array object page form button image job queue worker
thread process database schema migration route header cookie timeout retry log metric alert container cluster
node pod volume secret certificate domain proxy gateway socket stream buffer parser lexer compiler linter
formatter bundle dependency lockfile registry template layout stylesheet selector viewport breakpoint font icon
animation hook reducer context provider store selector action payload callback promise iterator generator closure
lifetime pointer reference trait struct enum union interface decorator annotation middleware controller resolver
mutation subscription webhook cron schedule report dashboard chart widget modal dropdown tooltip checkbox slider
upload download export import backup snapshot replica shard partition transaction lock cursor trigger view
sequence constraint permission role policy scope audience issuer signature hash digest checksum nonce salt cipher
fixture mock stub assertion coverage benchmark profile trace span breakpoint debugger regression release tag
changelog milestone ticket pipeline artifact runner matrix environment variable flag option argument parameter
default fallback override wrapper adapter factory singleton observer visitor strategy repository entity
invoice receipt order customer product cart payment refund discount address shipment inventory catalogue tenant
locale translation currency timezone calendar reminder notification digest newsletter subscriber campaign tracker
sensor device firmware driver kernel interrupt register heap stack allocator arena leak fragment packet frame
codec sample waveform spectrum tensor gradient epoch optimizer embedding vector similarity threshold classifier
prompt completion transcript conversation chunk document paragraph sentence tokenizer vocabulary corpus crawler
sitemap anchor footnote glossary diagram outline draft revision reviewer approval merge conflict rebase stash
`);

/** Nouns of everything else that people ask about, singular. */
export const EVERYDAY_NOUNS = words(`
day week time month year way thing question idea plan problem house room kitchen garden window door table wall
car bike train flight ticket hotel city street map beach museum market shop price bill budget account loan tax
rent landlord neighbour lease contract letter lawyer claim insurance doctor knee shoulder back headache sleep
dinner recipe bread dough flour sugar butter sauce soup salad onion garlic tomato potato cheese oven pan knife
child daughter son mother father sister brother friend colleague boss teacher student class lesson exam essay
story chapter book poem song piano guitar violin choir concert film painting camera photo lens frame gift party
wedding speech toast birthday cake candle holiday weekend trip suitcase passport visa visit dog cat puppy fish
bird plant seed pot soil rose tree hedge lawn fence shed roof gutter pipe boiler radiator paint brush drill
screw shelf drawer lamp carpet curtain sofa mattress blanket jacket shoe sweater yarn needle fabric button
marathon training stretch walk hike mountain lake river tent stove compass weather storm frost summer winter
autumn spring morning evening habit routine goal budget saving pension salary interview résumé manager meeting
agenda deadline project team office desk chair keyboard headset printer phone charger battery password backup
`);

/** Verbs of software work. */
export const TECHNICAL_VERBS = words(`
use check add change run/runs/ran/running fix return call handle update write/writes/wrote/writing
read/reads/read/reading set/sets/set/setting move load parse store remove create test build/builds/built/building
render send/sends/sent/sending fetch validate log+ cache retry wrap+ expose import export rename extract inline
split/splits/split/splitting merge throw/throws/threw/throwing catch/catches/caught/catching ignore skip+ count
measure profile deploy release revert patch upgrade install configure mount register resolve reject schedule
queue stream buffer flush encode decode escape hash sign encrypt decrypt compress index query join filter sort
group map+ reduce serialize normalize truncate trim+ pad+ round clamp debounce throttle poll watch listen
subscribe publish emit dispatch trigger cancel abort lock unlock block wait sleep/sleeps/slept/sleeping crash
restart recover replicate migrate seed mock stub+ assert compare match replace duplicate iterate traverse
generate compile bundle lint format document annotate refactor simplify isolate decouple inject override extend
`);

/** Verbs of everything else. */
export const EVERYDAY_VERBS = words(`
need want help make/makes/made/making take/takes/took/taking find/finds/found/finding try look
keep/keeps/kept/keeping give/gives/gave/giving think/thinks/thought/thinking know/knows/knew/knowing start stop+
plan+ book pay/pays/paid/paying buy/buys/bought/buying sell/sells/sold/selling cook bake mix cut/cuts/cut/cutting
clean wash paint repair measure carry lift walk travel visit call ask answer explain learn practise teach/teaches/taught/teaching
remember forget/forgets/forgot/forgetting enjoy worry expect hope promise thank invite celebrate pack order deliver
save spend/spends/spent/spending borrow lend/lends/lent/lending compare choose/chooses/chose/choosing decide
agree argue negotiate apologise complain improve reduce avoid prefer suggest recommend notice mention
`);

/** Adjectives, without those that need "more than" to make sense. */
export const ADJECTIVES = words(`
new small large whole first last old simple right wrong slow fast local remote public private empty
missing broken stale fresh safe unsafe optional required default custom shared separate single double nested flat
deep shallow early late recent current previous next final main second third common rare odd strange clean dirty
quick careful clear vague precise rough strict loose stable flaky noisy quiet heavy light cheap expensive free
useful useless helpful harmless dangerous valid invalid unknown known hidden visible explicit implicit internal
external native generic specific temporary permanent incremental partial complete concurrent parallel serial
synchronous asynchronous lazy eager idle busy active passive static dynamic global legacy modern deprecated
experimental obsolete redundant duplicate unique random sorted ordered typed untyped mutable immutable nullable
recursive circular idempotent atomic consistent inconsistent transient persistent warm cold dry wet soft hard
long short wide narrow tall thin thick round square bright dark plain fancy pretty tidy messy gentle sharp
`);

/** Adverbs that can stand before a verb. */
export const ADVERBS = words(`
also just only still already never always really actually usually often sometimes probably simply quickly slowly
silently carefully directly explicitly implicitly manually automatically correctly partly fully nearly almost
rarely repeatedly eventually immediately finally recently apparently clearly obviously roughly exactly mostly
merely neatly safely lazily eagerly twice
`);

/** Given names for authors, hosts and databases. */
export const NAMES = words(`
ana ben chloe dario elif farid greta hugo ines jonas kira luca mina noor otto paula quinn rosa sami tara umar
vera wim yara zoe amber basil cedar delta ember flint harbor indigo juniper kestrel lumen maple nimbus opal pine
quartz river slate tundra umber violet willow zephyr
`);

/** Folders of source trees. */
export const FOLDERS = words(`
src lib app core api server client web ui components pages hooks utils helpers services models views controllers
routes middleware store db migrations scripts tools config types tests e2e fixtures docs packages internal cmd pkg
workers jobs events auth billing orders search reports admin shared common vendor assets styles
`);

/** Extensions of source files, without the dot. */
export const EXTENSIONS = words(`ts tsx js py go rs java sql css json yaml md sh rb kt swift html toml`);
