/** How a table is read: doubts of the reader, and reasons for the proposed columns. */
export const tableEn = {
  'table-encoding-others':
    'Expected UTF-8 in {path}, got other bytes from line {line} on; read as {encoding}, which fits best. Also possible: {others}. If letters look wrong, choose another “{key-encoding}”.',
  'table-encoding':
    'Expected UTF-8 in {path}, got other bytes from line {line} on; read as {encoding}, which fits best. If letters look wrong, choose another “{key-encoding}”.',
  'table-separator':
    '{path} is read with “{separator}” between cells, but “{other}” would also give a table. If that is meant, choose it as “{key-separator}”.',
  'table-header-none':
    'Line {line} of {path} has values and no names: all lines are rows, and the columns are called “column 1”, “column 2” and so on. If they are names, choose this line as “{key-header}”.',
  'table-header-numbers':
    'Line {line} of {path} is read as names because its numbers are consecutive, but they could be values. If there are no names, set “{key-header}” to 0.',
  'table-header-comment':
    'Line {line} of {path} is read as names, although it begins like a comment. If it is one, set “{key-header}” to 0, or choose another line.',
  'table-header-repeats': 'Line {line} of {path} is read as names, but one of its words also occurs below it. If it is a row, set “{key-header}” to 0.',
  'table-header-above':
    'The lines above line {line} of {path} are skipped (lines with text: {count}). If the table begins earlier, choose its line as “{key-header}”.',
  'table-header-short':
    'Line {line} of {path} has one name fewer than the rows have cells: the first column is called “{name}”, as in tables whose row names have no heading. If another name is missing, correct the line.',
  'table-header-again': 'The header of {path} occurs again in line {line}, which is skipped ({count} such {count|line|lines}).',
  'table-comments': 'Comments among the rows of {path} are skipped: {count}; the first is in line {line}.',
  'table-units': 'Line {line} of {path} has units and is skipped.',
  'table-decimal-ambiguous':
    '“{got}” in line {line} of {path}, column “{column}”, is read as {read}, but could be {otherwise}. Choose “{key-decimal}” and “{key-thousands}” to decide.',
  'table-decimal-mixed':
    'The decimal sign of {path} is read as “{decimal}”, but “{got}” in line {line}, column “{column}”, has the other sign. Choose “{key-decimal}”, or correct the cells.',
  'table-quote-literal': 'A quote that begins a cell in line {line} of {path} is not closed, so it is read as a character. If it begins a text, close it.',
  'table-quote-lines': 'A quoted cell from line {line} of {path} on spans several lines and cells. If the quote is a character, double it.',
  'table-strays':
    'Column “{column}” of {path} has numbers, but {count} of its cells {count|is not a number|are not numbers}; the first is {got} in {place}. Correct them, add the word to “{key-missing}”, or use the column as categories.',
  'table-strays-date':
    'Column “{column}” of {path} has dates, but {count} of its cells {count|is not a date|are not dates}; the first is {got} in {place}. Correct them, or add the word to “{key-missing}”.',
  'table-too-large': '{got} in {place} of column “{column}” of {path} is too large for a number. Correct the cell, or scale the column down.',
  'table-near-numbers':
    'Column “{column}” of {path} is read as text, but many of its cells are numbers or look like numbers; {got} in {place} is the first that is not read as one. Write the numbers as 1234.5, or use the column as categories.',
  'table-unit':
    'The unit “{unit}” beside the numbers of column “{column}” of {path}, such as {got} in {place}, is skipped. If these are names, use the column as categories.',
  'table-parentheses':
    '{got} in {place} of column “{column}” of {path} is read as a negative number, as in accounting. If that is not meant, correct the cells.',
  'table-exponent':
    '{got} in {place} of column “{column}” of {path} and others are read as numbers with a power of ten. If these are codes, use the column as categories.',
  'table-padded':
    'Column “{column}” of {path} is read as numbers, although {got} in {place} begins with a zero. If these are codes, use the column as categories.',
  'table-sentinel':
    '{got} in {place} of column “{column}” of {path} is far from all other numbers and may stand for a missing value. If it does, add it to “{key-missing}”.',
  'table-stamps-compact':
    'Whole numbers of column “{column}” of {path}, such as {got} in {place}, are read as dates: {read}. If they are numbers, use the column as numbers.',
  'table-stamps-days':
    'Numbers of column “{column}” of {path}, such as {got} in {place}, are read as days since 1899-12-30, as in spreadsheets: {read}. If they are numbers, use the column as numbers.',
  'table-stamps-epoch':
    'Numbers of column “{column}” of {path}, such as {got} in {place}, are read as times since {since} in units of {unit}: {read}. If they are numbers, use the column as numbers.',
  'table-stamps-weeks':
    'Whole numbers of column “{column}” of {path}, such as {got} in {place}, are read as weeks that begin on Monday: {read}. If they are numbers, use the column as numbers.',
  'table-stamps-months':
    'Numbers of column “{column}” of {path}, such as {got} in {place}, are read as months: {read}. If they are numbers, use the column as numbers.',
  'table-stamps-maybe':
    'Numbers of column “{column}” of {path}, such as {got} in {place}, are read as numbers, but could be times since {since} in units of {unit}: {read}. If they are, give the column a name such as “time”.',
  'table-dates-numbers':
    'Column “{column}” of {path} is named as dates are, but its numbers, such as {got} in {place}, are not recognized as dates and are read as numbers. Write dates as 2024-12-31.',
  'table-dates-unread':
    'Column “{column}” of {path} is named as times are, but its cells, such as {got} in {place}, are not recognized as such and are read as text. Write dates as 2024-12-31, and times as 23:59.',
  'table-dates-partial':
    'The texts of column “{column}” of {path}, such as {got} in {place}, belong to no year or to a fiscal year, so they are read as text, not as dates. To use them as the time axis, write dates as 2024-12-31, or the year in a column of its own.',
  'table-dates-buddhist':
    'Years of column “{column}” of {path} are read as those of the Buddhist calendar: {got} in {place} is {read}. If they are not, write the dates as 2024-12-31.',
  'table-dates-early':
    'Dates of column “{column}” of {path}, such as {got} in {place}, are read in the Gregorian calendar: {read}. If they belong to another, such as the Persian or Islamic one, convert them: months differ in length.',
  'table-dates-week':
    '{got} in {place} of column “{column}” of {path} is read as a week because of the name of the column; it begins on {read}. If these are months, rename the column.',
  'table-dates-short':
    'The two digits of the year in {got}, in {place} of column “{column}” of {path}, are read as in {read}. If an earlier century or another calendar is meant, write years with four digits.',
  'table-dates-far':
    '{got} in {place} of column “{column}” of {path} is so far from the other dates that it may stand for a missing one. If it does, add it to “{key-missing}”.',
  'table-no-day':
    '{got} in {place} of column “{column}” of {path} looks like a date, but there is no such day or time, so the column is read as text. Correct the cell.',
  'table-unzoned':
    '{got} in {place} of column “{column}” of {path} has no UTC offset, unlike others, and is read as UTC. Write the offset in all cells, or in none.',
  'table-accents':
    '{got} in {place} of column “{column}” of {path} has the same letters as another cell, but composes its accents differently: both are read as the same text.',
  'table-dates-day-first':
    'Dates such as {got} in {place} of column “{column}” of {path} can be read in several orders; they are read with the day first. Choose what comes first under “{key-dates}”.',
  'table-dates-month-first':
    'Dates such as {got} in {place} of column “{column}” of {path} can be read in several orders; they are read with the month first. Choose what comes first under “{key-dates}”.',
  'table-dates-year-first':
    'Dates such as {got} in {place} of column “{column}” of {path} can be read in several orders; they are read with the year first. Choose what comes first under “{key-dates}”.',
  'table-dates-back':
    'The time axis goes back in {place}, at {got}. A network reads rows in the order of the file. Sort the rows by time; where a clock was set back, write the UTC offset too.',
  'table-dates-gaps':
    'Rows are {usual} apart, but not everywhere: {count} {count|distance is|distances are} different, the first in {place}, at {got}. A network counts rows, not time. Add the missing rows, or learn the pieces as sequences.',
  'table-counts-falling':
    'Column “{column}” counts down from {got} in {place} on: the newest row may be first. A network reads rows in the order of the file, so it would run backward in time. Sort the rows.',
  'table-footer':
    '{count} {count|row|rows} at the end of {path} may be totals, not data: {got} in {place} of column “{column}”. {count|It is|They are} read as data. To leave {count|it|them} out, set “{key-footer}” to {count}; to keep {count|it|them}, to 0.',
  'steps-unknown':
    'Expected the columns of the time axis, {columns}, in {path}, got no “{column}”. Without them, rows are counted. Choose columns that are there.',
  'steps-invalid':
    'Columns {columns} of {path} do not give a time axis together. Expected one column, a date and a time of day, or year, month, day … as whole numbers, without gaps. Rows are counted.',
  'table-dates-falling':
    'Dates of column “{column}” of {path} fall from {got} in {place} on: the newest row is first. A network reads rows in the order of the file, so it would run backward in time. Sort the rows by date.',
  'table-infinite': '{got} in {place} of column “{column}” of {path} is not a number that a network can learn: it is read as missing, like others of its kind.',
  'table-missing-word':
    '{got} in {place} of column “{column}” of {path} is read as a category because the column has text. If it means a missing value, add it to “{key-missing}”.',
  'column-why-number': 'a number',
  'column-why-percent': 'a number in percent: 5 % is read as 0.05',
  'column-why-last': 'also predicted, as the last of them',
  'column-why-named': 'by its name',
  'column-why-text': 'as categories',
  'column-why-counts': 'evenly spaced',
  'column-why-dates': 'dates',
  'column-why-times': 'times of day',
  'column-why-counts-falling': 'counts down',
  'column-why-times-unordered': 'times of day that are not in order',
  'column-why-dates-joined': 'time axis, together with {columns}',
  'column-why-dates-second': 'a second column of dates',
  'column-why-dates-unordered': 'dates that are not in order',
  'column-why-dates-falling': 'dates, the newest first',
  'column-why-constant': 'never changes',
  'column-why-missing': 'has gaps: {count}',
  'column-why-empty': 'is empty',
  'column-why-mixed': 'text beside numbers',
  'column-why-categories': 'too many texts',
  'column-why-twice': 'name occurs twice',
  'column-why-sequence': 'IDs, each on several rows',
  'column-why-ids': 'IDs, not a measure',
  'column-why-strays': 'numbers, except in {count} {count|cell|cells}',
  'column-why-large': 'has a number that is too large',
  'column-why-near': 'text, or numbers in an unknown form: choose',
  'column-why-strays-target': 'by its name; correct {count} {count|cell that is not a number|cells that are not numbers} first',
  'column-why-chosen': 'chosen by you',
} as const
