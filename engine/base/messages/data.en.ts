/** Reading tables, and making sequences of them. */
export const dataEn = {
  'data-none': 'Expected data to learn from, got none. Give the document “data” of the kind inline, file or task.',
  'data-file-missing': 'The data file {path} was not found beside the document. Put it there, or name another.',
  'data-file-unread': 'Reading {path} was stopped before its end. Read it again, or name another file.',
  'data-file-empty': 'Expected a table in {path}, got an empty file. Add data to it, or name another file.',
  'data-file-header-only': 'Expected rows below the header of {path}, got none. Add rows, or name another file.',
  'data-changed': 'The contents of {path} have changed since the document was made (its SHA-256 differs). Restore the file, or remove “sha256”.',
  'data-json': 'Expected JSON in {path}, got {got} at line {line}, column {column}. Correct the file there.',
  'data-json-shape':
    'Expected a list of objects, an object of lists or several lines with an object each in {path}, got {got}. Bring the table into one of these forms.',
  'data-json-cell': 'Expected a number, a text or null in column “{column}” of {path}, got {got} in {place}. Flatten the table.',
  'data-json-lengths':
    'Expected lists of equal length in {path}, got {got} in “{column}” and {expected} before it. Extend the shorter one, with null where a value is missing.',
  'data-row-length':
    'Expected {expected} {expected|cell|cells} in line {line} of {path}, got {got} ({count} such {count|row|rows}). Correct the row, or put quotes around cells that contain the separator.',
  'data-quotes': 'Expected quotes in {path} to be closed, and doubled inside a cell, got a stray one in line {line}. Correct the line.',
  'data-row-over': 'Expected rows of at most {limit} MiB in {path}, got a longer one in {place}. Close the quotes that are open there.',
  'data-encoding': 'Expected text in {encoding} in {path}, got other bytes in line {line}. Save the file as UTF-8, or choose its encoding (“encoding”).',
  'data-encoding-unsure':
    'The encoding of {path} is unclear: line {line} has bytes that are not UTF-8; they may be {encoding}. Choose the encoding (“encoding”), or save the file as UTF-8.',
  'data-no-text': 'Expected text in {path}, got {got}. Save the table as CSV in UTF-8.',
  'data-no-table': 'Expected a table in {path}, got {got}. Save the table as CSV in UTF-8.',
  'data-cut': '{path} ends within a character, so it seems to be cut off. Copy the file again.',
  'data-header-beyond': 'Expected the header of {path} in line {line}, got fewer lines. Choose an earlier one (“header”).',
  'data-endless': 'Expected {path} to have at most {limit} MiB, got more. Make it shorter.',
  'place-line': 'line {line}',
  'place-row': 'row {row}',
  'data-columns-over': 'Expected at most {limit} columns in {path}, got {got}. Use fewer columns, or swap rows and columns.',
  'data-over': 'Expected at most {limit} numbers, got {got} from {path}. Use fewer rows, fewer columns or a smaller window.',
  'data-columns-twice': 'Expected one column “{column}” in {path}, got {count}: columns {positions}. Rename the others in the file.',
  'column-unknown': 'Expected {node} to name columns of {path} ({columns}), got “{column}”. Choose one of these.',
  'columns-missing': 'Expected {node} to name columns of {path} ({columns}), got none. Choose at least one.',
  'sequence-column-unknown': 'Expected “sequenceColumn” to name a column of {path} ({columns}), got “{column}”. Choose one of these.',
  'column-text': 'Expected numbers in column “{column}”, got {got} in {place}. Correct the cell, or set the encoding of {node} to one-hot.',
  'column-number-form':
    'Expected numbers such as 1234.5 in column “{column}”, got {got} in {place}. Write them with a decimal point and without thousands separators, or set the encoding of {node} to one-hot.',
  'column-not-finite': 'Expected finite numbers in column “{column}”, got {got} in {place}. Correct the cell, or leave it empty if it is a target.',
  'column-too-far':
    'Expected numbers in column “{column}” that stay finite when they are normalized, got {got} in {place}, while the spread of the training part is only {scale}. Set “normalize” to none, or scale the column.',
  'column-too-large': 'Expected numbers in column “{column}” whose mean and spread are finite, got larger ones. Scale the column down.',
  'column-missing-value':
    'Expected a value for input {node} at every step, got an empty cell in {place} of column “{column}” ({count} in all). Fill it, or remove the row.',
  'column-partly-missing':
    'Expected values in all columns of output {node} or in none of a row, got an empty cell of “{column}” in {place}. Fill it, or empty the other cells of the row.',
  'column-sequence-missing': 'Expected every row to name its sequence, got an empty cell in {place} of column “{column}”. Fill it.',
  'column-category-unknown':
    'Expected one of the {count} {count|category|categories} of column “{column}” that the network was trained on, got {got} in {place}. Train again with this data, or correct the cell.',
  'column-categories-over': 'Expected at most {limit} different values in column “{column}”, got more. Use the column as numbers, or choose another.',
  'categories-over':
    'Expected at most {limit} different values in all columns of categories together, got more with column “{column}”. Use it as numbers, or leave it out.',
  'size-of-columns': 'Expected the size of {node} to be {expected}, from its columns and window, got {got}. Set it to {expected}, or remove it.',
  'units-unknown':
    '{path} does not have column “{column}” of {node}, and “fitted” does not have its scaling, so its values are shown as the network has them. Save the document after training, which writes “fitted”, or add the column.',
  'fitted-differs':
    '“fitted” has another scaling of column “{column}” than the training part gives ({count} such {count|column|columns}): it was fitted with another “split” or “normalize”, or to other data. Fit again (train --refit, or the button here), or restore these.',
  'entropy-targets':
    'Cross-entropy needs targets of {node} from 0 to 1, got {got} in “{column}” at step {step} of sequence {sequence}. Use the squared error with a linear activation, or, for classes, columns of 0 and 1 or the encoding one-hot.',
  'entropy-constant':
    'The target “{column}” of {node} is {own} in the whole training part, and normalizing shifts it to {got}: cross-entropy would learn another class. Set “normalize” to none, or use the squared error with a linear activation.',
  'entropy-normalized':
    'Normalizing turns {own} in “{column}” (step {step} of sequence {sequence}) into {got}, and cross-entropy needs targets of {node} from 0 to 1. Set “normalize” to none, or use the squared error with a linear activation.',
  'split-empty': 'Expected rows in the training part, got none of {rows}. Raise the first fraction of “split”.',
  'targets-none': 'Expected targets for at least one output, got none. Choose columns for an output, or give its vectors in the sequences.',
  'sequences-none': 'Expected at least one sequence, got none. Add one.',
  'sequence-id-stray': 'Expected IDs of inputs and outputs in sequence {sequence}, got “{id}”. Remove it, or rename it to one of {known}.',
  'sequence-input-missing': 'Expected vectors for input {node} in sequence {sequence}, got none. Add them.',
  'sequence-empty': 'Expected at least one step in sequence {sequence}, got none. Add a step, or remove the sequence.',
  'sequence-lengths':
    'Expected {expected} {expected|step|steps} for {node} in sequence {sequence}, as many as for {other}, got {got}. Give all of them the same number of steps.',
  'sequence-input-null': 'Expected a vector for input {node} at step {step} of sequence {sequence}, got null. Only targets may be missing: give the vector.',
  'sequence-component-null':
    'Expected numbers in the vector of {node} at step {step} of sequence {sequence}, got null for component {component}. Give the number, or make the whole step of an output null.',
  'sequence-vector':
    'Expected {expected} {expected|number|numbers} for {node} at step {step} of sequence {sequence}, one per unit, got {got}. Change the vector or the size.',
  'task-over': 'Expected a task of at most {limit} numbers, got {got}. Use fewer or shorter sequences.',
  'task-unknown': 'Expected one of the tasks {known}, got “{task}”. Choose one of these.',
} as const
