/** Names of the months by language, January first: full names, other cases and usual abbreviations. */
const LANGUAGES = `
jan|january feb|february mar|march apr|april may jun|june jul|july aug|august sep|sept|september oct|october nov|november dec|december
jan|jän|januar|jänner feb|februar|feber mär|mrz|märz|maerz apr|april mai jun|juni jul|juli aug|august sep|sept|september okt|oktober nov|november dez|dezember
janv|janvier fév|févr|février mars avr|avril mai juin juil|juillet aoû|août sept|septembre oct|octobre nov|novembre déc|décembre
ene|enero feb|febrero mar|marzo abr|abril may|mayo jun|junio jul|julio ago|agosto sep|set|sept|septiembre|setiembre oct|octubre nov|noviembre dic|diciembre
gen|gennaio feb|febbraio mar|marzo apr|aprile mag|maggio giu|giugno lug|luglio ago|agosto set|settembre ott|ottobre nov|novembre dic|dicembre
jan|janeiro fev|fevereiro mar|março abr|abril mai|maio jun|junho jul|julho ago|agosto set|setembro out|outubro nov|novembro dez|dezembro
jan|januari feb|februari mrt|maa|maart apr|april mei jun|juni jul|juli aug|augustus sep|september okt|oktober nov|november dec|december
jan|januari|januar feb|februari|februar mar|mars|marts apr|april maj|mai jun|juni jul|juli aug|augusti|august sep|sept|september okt|oktober nov|november dec|des|december|desember
tammi|tammikuu|tammikuuta helmi|helmikuu|helmikuuta maalis|maaliskuu|maaliskuuta huhti|huhtikuu|huhtikuuta touko|toukokuu|toukokuuta kesä|kesäkuu|kesäkuuta heinä|heinäkuu|heinäkuuta elokuu|elokuuta syys|syyskuu|syyskuuta loka|lokakuu|lokakuuta marras|marraskuu|marraskuuta joulu|joulukuu|joulukuuta
sty|styczeń|stycznia lut|luty|lutego mar|marzec|marca kwi|kwiecień|kwietnia maj|maja cze|czerwiec|czerwca lip|lipiec|lipca sie|sierpień|sierpnia wrz|wrzesień|września paź|październik|października lis|listopad|listopada gru|grudzień|grudnia
leden|ledna únor|února březen|března duben|dubna květen|května červen|června červenec|července srpen|srpna září říjen|října listopad|listopadu prosinec|prosince
január|januára február|februára marec|marca apríl|apríla máj|mája jún|júna júl|júla august|augusta september|septembra október|októbra november|novembra december|decembra
jan|január febr|február márc|március ápr|április máj|május jún|június júl|július aug|augusztus szept|szeptember okt|október nov|november dec|december
ian|ianuarie feb|februarie mar|martie apr|aprilie mai iun|iunie iul|iulie aug|august sept|septembrie oct|octombrie noi|noiembrie dec|decembrie
oca|ocak şub|şubat mar|mart nis|nisan may|mayıs|mayis haz|haziran tem|temmuz ağu|ağustos eyl|eylül eki|ekim kas|kasım|kasim ara|aralık|aralik
янв|январь|января фев|февр|февраль|февраля мар|март|марта апр|апрель|апреля май|мая июн|июнь|июня июл|июль|июля авг|август|августа сен|сент|сентябрь|сентября окт|октябрь|октября ноя|нояб|ноябрь|ноября дек|декабрь|декабря
січ|січень|січня лют|лютий|лютого бер|березень|березня кві|квіт|квітень|квітня тра|трав|травень|травня чер|черв|червень|червня лип|липень|липня сер|серп|серпень|серпня вер|вересень|вересня жов|жовт|жовтень|жовтня лис|лист|листопад|листопада гру|груд|грудень|грудня
яну|януари фев|февруари мар|март апр|април май юни юли авг|август сеп|септ|септември окт|октомври ное|ноември дек|декември
јан|јануар феб|фебруар мар|март апр|април мај јун|јуни јул|јули авг|август сеп|септембар окт|октобар нов|новембар дец|децембар
มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม
jan|januari feb|februari mar|mac|maret apr|april mei|mai jun|juni jul|julai|juli agu|agt|agustus|ogos sep|september okt|oktober nov|november des|desember|dis|disember
ιαν|ιανουάριος|ιανουαρίου φεβ|φεβρ|φεβρουάριος|φεβρουαρίου μαρ|μάρ|μάρτιος|μαρτίου απρ|απρίλιος|απριλίου μαΐ|μάι|μάιος|μαΐου ιουν|ιούνιος|ιουνίου ιουλ|ιούλιος|ιουλίου αυγ|αύγουστος|αυγούστου σεπ|σεπτ|σεπτέμβριος|σεπτεμβρίου οκτ|οκτώβριος|οκτωβρίου νοε|νοέμβριος|νοεμβρίου δεκ|δεκέμβριος|δεκεμβρίου
`

/** Names of the days of the week, full and short. */
const WEEKDAYS = `
mon tue tues wed thu thur thurs fri sat sun monday tuesday wednesday thursday friday saturday sunday
mo di mi do fr sa so montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag
lun mar mer jeu ven sam dim lundi mardi mercredi jeudi vendredi samedi dimanche
mié mie jue vie sáb dom lunes martes miércoles jueves viernes sábado domingo
gio lunedì martedì mercoledì giovedì venerdì sabato domenica
seg ter qua qui sex segunda terça quarta quinta sexta segunda-feira terça-feira quarta-feira quinta-feira sexta-feira
ma wo vr za zo maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
mån tis ons tor tors fre lör sön måndag tisdag onsdag torsdag fredag lördag söndag mandag tirsdag lørdag søndag man tir lør søn
maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai
pon wto śro czw pią sob nie pn wt śr cz pt nd niedz poniedziałek wtorek środa czwartek piątek sobota niedziela
pondělí úterý středa čtvrtek pátek neděle po út st čt pá ne
hétfő kedd szerda csütörtök péntek szombat vasárnap
luni marți miercuri joi vineri sâmbătă duminică
pazartesi salı çarşamba perşembe cuma cumartesi pazar
пн вт ср чт пт сб вс понедельник вторник среда четверг пятница суббота воскресенье
нд понеділок вівторок середа четвер пʼятниця п'ятниця субота неділя понеделник сряда четвъртък петък събота
δευτέρα τρίτη τετάρτη πέμπτη παρασκευή σάββατο κυριακή δευ τρι τετ πεμ παρ σαβ κυρ
`

/** A word without case and accents. */
const bare = (word: string): string =>
  word
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')

const months: ReadonlyMap<string, number> = new Map(
  LANGUAGES.trim()
    .split('\n')
    .flatMap((language) => language.split(' ').flatMap((names, month) => names.split('|').map((name) => [bare(name), month + 1] as const))),
)
const weekdays: ReadonlySet<string> = new Set(WEEKDAYS.trim().split(/\s+/).map(bare))

/** Returns the month, 1 to 12, that a word names; 0 if it names none. */
export const monthOf = (word: string): number => months.get(bare(word)) ?? 0

/** Abbreviations of the months in Thai, which have a point behind each letter. */
const THAI = ['ม.ค.', 'ก.พ.', 'มี.ค.', 'เม.ย.', 'พ.ค.', 'มิ.ย.', 'ก.ค.', 'ส.ค.', 'ก.ย.', 'ต.ค.', 'พ.ย.', 'ธ.ค.']
const ENGLISH = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const THAI_MONTH = new RegExp(THAI.map((name) => name.replaceAll('.', String.raw`\.`).replace(/\.$/, '.?')).join('|'))

/** Replaces a Thai abbreviation of a month by an English one. */
export const withoutThaiMonth = (text: string): string => text.replace(THAI_MONTH, (name) => ENGLISH[THAI.indexOf(name.endsWith('.') ? name : `${name}.`)]!)

/** Returns whether a word names a day of the week. */
export const isWeekday = (word: string): boolean => weekdays.has(bare(word))
