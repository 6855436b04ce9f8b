import type { TableEncoding } from '../document/types'

/** Probabilities that a letter is next to other letters beyond ASCII, to ASCII letters, or to neither. */
interface Neighbours {
  readonly others: number
  readonly ascii: number
  readonly neither: number
}

/** Words of other scripts contain no ASCII letters; Latin words contain mostly ASCII letters. */
const OTHER_SCRIPT: Neighbours = { others: 0.85, ascii: 0.02, neither: 0.13 }
const LATIN: Neighbours = { others: 0.1, ascii: 0.65, neither: 0.25 }
const VIETNAMESE: Neighbours = { others: 0.3, ascii: 0.6, neither: 0.1 }

/** What is known of the letters of a script's languages: how they stand in words, and, by language, which are most frequent, those first. */
export interface Script {
  readonly beside: Neighbours
  readonly languages: readonly string[]
  /** Languages of few files. */
  readonly rare?: readonly string[]
}

/** German, French, Spanish, Portuguese, Italian, Catalan, Swedish and Finnish, Danish and Norwegian, Dutch; Icelandic. */
const WESTERN: Script = {
  beside: LATIN,
  languages: ['üäöß', 'éàèêçâôùîûëïœ', 'óáíñéúü', 'ãáçéíóêõâúà', 'àèòùìé', 'àéèóíòçïúü', 'äåö', 'åøæé', 'ëéïöüè'],
  rare: ['áíðóéúýþæö'],
}
/** Polish, Czech, Slovak, Hungarian, Croatian and Slovenian, Romanian. */
const CENTRAL: Script = { beside: LATIN, languages: ['łęóążśćńź', 'íáěéýčřšžůúťďňó', 'áíúéčýžšťľôňóďäĺŕ', 'éáőöóíüúű', 'čšžćđ', 'ăîşţâ'] }
/** Lithuanian, Latvian, Estonian. */
const BALTIC: Script = { beside: LATIN, languages: ['ėšžųįūąčę', 'āīēšūķļņžčģ', 'äõüöšž'] }
const TURKISH: Script = { beside: LATIN, languages: ['ıüşöçğİâ'] }
/** Windows-1258 writes most accents as letters of their own. */
const VIETNAM: Script = { beside: VIETNAMESE, languages: ['\u0300\u0301đ\u0323ư\u0309âôơêă\u0303àáéíóúãèìòùõ'] }
const GREEK: Script = { beside: OTHER_SCRIPT, languages: ['αοιετσνηυρπκμλςόίάγέήδχθύώφβξζψϊϋΐΰ'] }
/** Russian; Ukrainian, Bulgarian, Serbian, Belarusian. */
const RUSSIAN: Script = { beside: OTHER_SCRIPT, languages: ['оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё'] }
const CYRILLIC: Script = {
  beside: OTHER_SCRIPT,
  languages: [
    ...RUSSIAN.languages,
    'оанивітерсклдпумязьгбчйжхїцюєщшфґ',
    'аоиентрвсдлкпмзгбчуъяжщцхфшйью',
    'аиоенрјстукдвмлпзбгчљњћцшжхфђџ',
    'анісяреотлкудвмпўьыгйбзцчхжшюёфэ',
  ],
}
const HEBREW: Script = { beside: OTHER_SCRIPT, languages: ['יוהלארתבמשנכדםפקחגעטסצןזךףץ'] }
const ARABIC: Script = { beside: OTHER_SCRIPT, languages: ['الينمورتبةعدسفحكقأجصطهشىضخذإزثغآءئظؤ'] }
const THAI: Script = { beside: OTHER_SCRIPT, languages: ['านรอกเงมยลวด่้ทสตะัีปบิคหแจพ์ชขืใุไูโผธซถ็ฟศญษำภณฐ'] }

/** The single-byte encodings that are recognized by their letters, and the scripts whose languages they are used for. */
export const scripts: readonly (readonly [TableEncoding, Script])[] = [
  ['windows-1252', WESTERN],
  ['iso-8859-15', WESTERN],
  ['macintosh', WESTERN],
  ['windows-1250', CENTRAL],
  ['iso-8859-2', CENTRAL],
  ['windows-1257', BALTIC],
  ['iso-8859-13', BALTIC],
  ['windows-1254', TURKISH],
  ['windows-1258', VIETNAM],
  ['windows-1253', GREEK],
  ['iso-8859-7', GREEK],
  ['windows-1251', CYRILLIC],
  ['koi8-r', RUSSIAN],
  ['koi8-u', CYRILLIC],
  ['iso-8859-5', CYRILLIC],
  ['ibm866', RUSSIAN],
  ['windows-1255', HEBREW],
  ['windows-1256', ARABIC],
  ['iso-8859-6', ARABIC],
  ['windows-874', THAI],
]

/** Signs that tables in every language have: units, currencies, quotes and dashes. */
export const signs = '°µ²³§€±·£©«»“”„‘’–—…‰№\u00a0'
