import type { archiveEn } from './archive.en'

/** バンドルやその他のアーカイブについてのメッセージ。 */
export const archiveJa: Record<keyof typeof archiveEn, string> = {
  'archive-at-end': 'ZIP アーカイブの末尾がないか、壊れています。ファイルをコピーし直してください。',
  'archive-at-directory': 'アーカイブの目録が壊れています。ファイルをコピーし直してください。',
  'archive-at-local': 'アーカイブのファイルが、目録の示す位置にありません。ファイルをコピーし直してください。',
  'archive-no-text': 'アーカイブの {name} は UTF-8 のテキストではないため、文書ではありません。文書そのものを入れてください。',
  'archive-damaged': 'アーカイブの {name} が壊れています。内容が圧縮したときと違います。ファイルをコピーし直してください。',
  'archive-zip64': 'アーカイブの形式は ZIP64（4 GiB または 65,535 個を超えるファイルのための形式）です。ファイルを減らしてください。',
  'archive-encrypted': 'アーカイブの {name} は暗号化されています。パスワードなしで圧縮してください。',
  'archive-method': 'アーカイブの {name} の圧縮方式は {got} ですが、読み込めるのは 0（無圧縮）と 8（deflate）です。通常の ZIP で圧縮してください。',
  'archive-link': 'アーカイブの {name} はリンクまたはデバイスです。ファイルそのものを圧縮してください。',
  'archive-name': 'アーカイブの名前 {name} は、どのシステムでもフォルダー内のパスになるとは限りません。名前を変えて圧縮し直してください。',
  'archive-twice': 'アーカイブに {name} が二つあります。どちらか一つにしてください。',
  'archive-files-over': 'アーカイブのファイルは {limit} 個までですが、{got} 個あります。ファイルを減らしてください。',
  'archive-bytes-over': 'アーカイブの内容は展開後で {limit} MiB までですが、{got} MiB あります。内容を減らしてください。',
  'archive-ratio-over': 'アーカイブの {name} は、展開すると {limit} 倍を超えます。圧縮せずに入れてください。',
  'archive-no-document':
    'アーカイブに {name} がないため、Unfold のバンドルではありません。文書そのものを開くか、「ファイル」→「バンドルを保存」で作ってください。',
  'cli-bundle-out': '書き出すバンドルを --out FILE{extension} で指定してください。',
  'cli-unbundle-out': '書き出し先のフォルダーを --out FOLDER で指定してください。',
  'cli-unbundle-none': '{path} はバンドルではありません。中のファイルはそのまま使えます。',
}
