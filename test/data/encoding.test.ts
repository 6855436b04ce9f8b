import { describe, expect, it } from 'vitest'
import { TableIntake, accountOf, publicAccount, type TableAccount, type TableRead } from '../../engine/data'
import type { TableKeys } from '../../engine/document/types'

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

function read(content: string | Uint8Array, keys: TableKeys = {}): TableRead {
  const intake = new TableIntake('a.csv', undefined, { keys })
  intake.push(typeof content === 'string' ? utf8(content) : content)
  return intake.end()
}

function account(content: string | Uint8Array, keys?: TableKeys): TableAccount {
  const found = read(content, keys)
  if (!found.table) throw new Error(found.errors[0]?.message)
  return accountOf(found)!
}

const codes = ({ warnings }: TableAccount): string[] => warnings.map(({ code, column, line }) => [code, column, line].filter((part) => part !== null).join(' '))

/** UTF-16, EUC-JP and Shift_JIS of a few letters: Node has no encoder for them. */
const utf16 = (text: string, little: boolean): Uint8Array =>
  Uint8Array.from(
    [...text].flatMap((char) => (little ? [char.charCodeAt(0) & 255, char.charCodeAt(0) >> 8] : [char.charCodeAt(0) >> 8, char.charCodeAt(0) & 255])),
  )
const bytes = (text: string, letters: Readonly<Record<string, readonly number[]>>): Uint8Array =>
  Uint8Array.from([...text].flatMap((char) => letters[char] ?? [char.charCodeAt(0)]))

const fromHex = (hex: string): Uint8Array => Uint8Array.from(hex.match(/../g)!, (pair) => parseInt(pair, 16))

describe('the encoding', () => {
  const japanese = 'name,v\n時,1\n刻,4\n'
  const shiftJis = bytes(japanese, { 時: [0x8e, 0x9e], 刻: [0x8d, 0x8f] })
  const eucJp = bytes('name,v\nあいだの時,1\n刻,4\n', {
    時: [0xbb, 0xfe],
    あ: [0xa4, 0xa2],
    い: [0xa4, 0xa4],
    だ: [0xa4, 0xc0],
    の: [0xa4, 0xce],
    刻: [0xb9, 0xef],
  })
  it.each<[string, Uint8Array, string, string[]]>([
    ['ASCII', utf8('a,b\n1,2\n'), 'utf-8', []],
    ['UTF-8', utf8(japanese), 'utf-8', []],
    ['UTF-8 with a mark', utf8(`\uFEFF${japanese}`), 'utf-8', []],
    ['UTF-16LE with a mark', utf16(`\uFEFF${japanese}`, true), 'utf-16le', []],
    ['UTF-16LE', utf16(japanese, true), 'utf-16le', []],
    ['UTF-16BE', utf16(japanese, false), 'utf-16be', []],
    ['Shift_JIS', shiftJis, 'shift_jis', ['table-encoding 2']],
    ['EUC-JP', eucJp, 'euc-jp', ['table-encoding 2']],
    ['windows-1252', bytes('größe,v\nä,1\né,4\n', { ö: [0xf6], ß: [0xdf], ä: [0xe4], é: [0xe9] }), 'windows-1252', ['table-encoding 1']],
  ])('of %s is recognized, however it is cut', (_, content, encoding, warnings) => {
    const intake = new TableIntake('a.csv', 'csv')
    for (const byte of content) intake.push(Uint8Array.of(byte))
    const cut = accountOf(intake.end())!
    expect([cut.encoding, codes(cut)]).toEqual([encoding, warnings])
    expect(publicAccount(account(content))).toEqual(publicAccount(cut))
    expect(cut.columns.every(({ name }) => !name.includes('\0') && !name.includes('\uFEFF'))).toBe(true)
  })

  it.each<[string, string, string[], string]>([
    ['Windows-1251', 'windows-1251', ['Время', 'Вес'], 'c2f0e5ecff3bc2e5f10aefeeede5e4e5ebfcede8ea3b310a'],
    ['KOI8-R', 'koi8-r', ['Время', 'Вес'], 'f7d2c5cdd13bf7c5d30ad0cfcec5c4c5ccd8cec9cb3b310a'],
    ['GB18030', 'gb18030', ['时间', '温度'], 'cab1bce42ccec2b6c80ad0c7c6dad2bbc9cfcee72c310ad0c7c6dab6fecfc2cee72c320a'],
    ['Big5', 'big5', ['時間', '溫度'], 'aec9b6a12cb7c5abd70aac50b4c1a440a457a4c82c310a'],
    [
      'EUC-KR',
      'euc-kr',
      ['시간', '온도'],
      'bdc3b0a32cbfc2b5b50abff9bfe4c0cf20bfc0c0fc2c310ac8adbfe4c0cf20bfc0c8c42c320abcf6bfe4c0cf20bfc0c0fc2c330ab8f1bfe4c0cf20bfc0c8c42c340ab1ddbfe4c0cf20bfc0c0fc2c350ac5e4bfe4c0cf20bfc0c8c42c360a',
    ],
    ['ISO-2022-JP', 'iso-2022-jp', ['時刻', '気温'], '1b24423b7e396f1b28422c1b2442352432391b28420a312c320a'],
    ['Greek in windows-1253', 'windows-1253', ['Ημερομηνία', 'Θερμοκρασία'], 'c7ece5f1efece7eddfe13bc8e5f1ecefeaf1e1f3dfe10a313b320a'],
    ['Greek with an accented capital in iso-8859-7', 'iso-8859-7', ['Άνεμος', 'Έτος'], 'b6ede5eceff23bb8f4eff20a313b320a'],
    ['Turkish in windows-1254', 'windows-1254', ['Yağış', 'Sıcaklık'], '5961f0fdfe3b53fd63616b6cfd6b0a313b320a'],
    ['Hebrew in windows-1255', 'windows-1255', ['תאריך', 'טמפרטורה'], 'fae0f8e9ea3be8eef4f8e8e5f8e40a313b320a'],
    ['Arabic in windows-1256', 'windows-1256', ['التاريخ', 'درجة الحرارة'], 'c7e1cac7d1edce3bcfd1ccc920c7e1cdd1c7d1c90a313b320a'],
    ['Arabic in iso-8859-6', 'iso-8859-6', ['التاريخ', 'درجة الحرارة'], 'c7e4cac7d1eace3bcfd1ccc920c7e4cdd1c7d1c90a313b320a'],
    ['Thai in windows-874', 'windows-874', ['วันที่', 'อุณหภูมิ', 'ความชื้น'], 'c7d1b9b7d5e83bcdd8b3cbc0d9c1d43ba4c7d2c1aad7e9b90a313b323b330a'],
    ['Lithuanian in windows-1257', 'windows-1257', ['Žingsnis', 'Reikšmė'], 'de696e67736e69733b5265696bf06deb0a313b320a'],
    ['Vietnamese in windows-1258', 'windows-1258', ['Thời gian', 'Nhiệt độ'], '5468f5cc69206769616e3b4e6869eaf27420f0f4f20a313b320a'],
    ['Polish in iso-8859-2', 'iso-8859-2', ['Wartość', 'Stężenie'], '576172746fb6e63b5374eabf656e69650a313b320a'],
    ['Ukrainian in koi8-u', 'koi8-u', ['Дата', 'Вологість', 'Київ'], 'e4c1d4c13bf7cfcccfc7a6d3d4d83bebc9a7d70a313b323b330a'],
    ['Russian in ibm866', 'ibm866', ['Время', 'Цена'], '82e0a5acef3b96a5ada00a313b320a'],
    ['Russian in iso-8859-5', 'iso-8859-5', ['Время', 'Температура'], 'b2e0d5dcef3bc2d5dcdfd5e0d0e2e3e0d00a313b320a'],
    ['French in macintosh', 'macintosh', ['Année', 'Prévu', 'Réalisé'], '416e6e8e653b50728e76753b528e616c69738e0a313b323b330a'],
    ['windows-1252, with signs that ISO-8859-1 lacks', 'windows-1252', ['Größe €', '„Höhe“ – x'], '4772f6df6520803b8448f6686593209620780a313b320a'],
    ['a degree sign alone', 'windows-1252', ['t', 'T [°C]'], '742c54205bb0435d0a312c320a'],
  ])('of %s is recognized by its letters', (_, encoding, names, hex) => {
    const found = account(fromHex(hex))
    expect([found.encoding, found.columns.map(({ name }) => name)]).toEqual([encoding, names])
    expect(account(fromHex(hex), { encoding } as TableKeys).columns.map(({ name }) => name)).toEqual(names)
  })

  it.each<[string, string, string[]]>([
    // A short word in capitals: тилг, ΤΙΜΗ.
    ['743bd4c9ccc70a313b320a', 'windows-1253', ['KOI8-R (тилг)', 'Windows-1253 (ΤΙΜΗ)']],
    // זמן ערך, in which Russian letters are as frequent.
    ['e6eeef3bf2f8ea0a313b320a', 'windows-1255', ['Windows-1251 (жоп тшк)', 'Windows-1255 (זמן ערך)']],
  ])('of few letters of two scripts is not guessed: %s', (hex, encoding, readings) => {
    const [refused] = read(fromHex(hex)).errors
    expect(refused).toMatchObject({ key: 'data-encoding-unsure', values: { line: 1 } })
    for (const reading of readings) expect(refused!.message).toContain(reading)
    expect(account(fromHex(hex), { encoding } as TableKeys).encoding).toBe(encoding)
  })

  it('that gives the same text as another is no other reading', () => {
    // Größe, Höhe in Windows-1252, -1250, -1254 and others.
    const { warnings } = read(fromHex('4772f6df653b48f668650a313b320a'))
    expect(warnings).toMatchObject([{ key: 'table-encoding', choices: [] }])
  })

  it('that cannot be determined is refused with the likely one, and can be stated', () => {
    const few = fromHex('bdc3b0a32cbfc2b5b50a312c320a332c310a')
    expect(read(few).errors).toMatchObject([{ key: 'data-encoding-unsure', values: { line: 1 } }])
    expect(account(few, { encoding: 'euc-kr' }).columns.map(({ name }) => name)).toEqual(['시간', '온도'])
    expect(account(few, { encoding: 'windows-1252' }).columns[0]!.name).toBe('½Ã°£')
  })

  it.each<[string, string, string, string[]]>([
    ['Chinese', 'gb18030', 'cab1bce42ccec2b6c80a312c32302e350a322c32310a', ['GB18030 (时间 温度)', 'EUC-JP (扮寂 梁業)']],
    ['Japanese', 'euc-jp', 'bbfeb4d62cb2b9c5d90a312c32302e350a322c32310a', ['EUC-JP (時間 温度)', 'GB18030 (箕粗 补刨)']],
  ])('of few %s letters has several readings, all of which are reported', (_, encoding, hex, readings) => {
    const [refused] = read(fromHex(hex)).errors
    expect(refused).toMatchObject({ key: 'data-encoding-unsure', values: { line: 1 } })
    for (const reading of readings) expect(refused!.message).toContain(reading)
    expect(account(fromHex(hex), { encoding } as TableKeys).encoding).toBe(encoding)
  })

  it.each<[string, TableKeys, readonly (readonly number[])[], number]>([
    ['ASCII that ISO-2022-JP does not have before its first mark', {}, [[...utf8('a,b\n1,\x0e'), 0x1b, 0x24, 0x42, 0xff, 0x31, 0x0a]], 2],
    [
      'a line of which only the end was kept, begun within a character',
      { encoding: 'shift_jis', separator: ';' },
      [[0x61], ...Array.from({ length: 20 }, () => Array.from({ length: 60_000 }, (_, i) => [0x82, 0xa0][i % 2]!)), [0x62], [0x0a, 0x31, 0x0a, 0x82, 0xff]],
      3,
    ],
  ])('says the line of a fault after %s', (_, keys, pieces, line) => {
    const intake = new TableIntake('a.csv', 'csv', { keys })
    for (const piece of pieces) intake.push(Uint8Array.from(piece))
    expect(intake.end().errors).toMatchObject([{ code: 'data-shape', key: 'data-encoding', values: { line } }])
  })

  it('that fits best is used, and the next best is reported too', () => {
    // 时间,温度 / 星期一上午 / 星期二下午
    const { warnings } = read(fromHex('cab1bce42ccec2b6c80ad0c7c6dad2bbc9cfcee72c310ad0c7c6dab6fecfc2cee72c320a'))
    expect(warnings).toMatchObject([{ code: 'table-encoding', key: 'table-encoding-others' }])
    expect(warnings[0]!.message).toContain('GB18030 (时间 温度 星期一上午)')
    expect(warnings[0]!.message).toContain('EUC-JP (扮寂 梁業')
  })

  it.each<[string, string]>([
    ['UTF-32', '610000002c000000620000000a000000310000002c000000320000000a000000'],
    ['UTF-32', 'fffe0000610000000a000000310000000a000000'],
    ['UTF-32', '000000610000000a000000310000000a'],
    ['Excel (.xlsx), ODS, ZIP', '504b030414000600080000002100'],
    ['gzip', '1f8b0800'],
  ])('of %s is refused by name', (got, hex) => {
    expect(read(fromHex(hex)).errors).toMatchObject([{ key: 'data-no-text', values: { got } }])
  })

  it('with a stray zero byte is not UTF-16', () => {
    const found = read('a,b\n1,2\n4,\0\n3,7\n')
    expect(accountOf(found)).toMatchObject({ encoding: 'utf-8', columns: [{ name: 'a' }, { name: 'b' }] })
    expect(found.warnings).toMatchObject([{ key: 'table-strays', values: { column: 'b', line: 3 } }])
  })
})
