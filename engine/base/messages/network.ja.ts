import type { networkEn } from './network.en'

/** Problems of the drawn network and its training, in Japanese. */
export const networkJa: Record<keyof typeof networkEn, string> = {
  'type-unknown': 'ノード {node} の型「{type}」に、このバージョンは対応していません。新しいバージョンで開くか、ノードを置き換えてください。',
  'type-empty': 'ノード {node} の型が空です。layer などの型を書くか、ノードを削除してください。',
  'end-empty': 'エッジ {edge} の片方の端にノードの名前がありません。存在するノードにつなぐか、削除してください。',
  'node-unknown': 'エッジ {edge} の先にあるはずのノード {node} がありません。存在するノードにつなぐか、削除してください。',
  'port-unknown-source': 'エッジ {edge} は {node}.{port} から出ていますが、{type} の出力ポートは {ports} です。このどれかから出してください。',
  'port-unknown-target': 'エッジ {edge} は {node}.{port} に入っていますが、{type} の入力ポートは {ports} です。このどれかに入れてください。',
  'port-none-source': 'エッジ {edge} は {node} から出ていますが、{type} には出力ポートがありません。別のノードから出してください。',
  'port-none-target': 'エッジ {edge} は {node} に入っていますが、{type} には入力ポートがありません。別のノードに入れてください。',
  'control-missing': 'ゲート {node} の control ポートに入るエッジがありません。開閉を決める信号を {node}.control につないでください。',
  'size-unknown': '{node} のユニット数を推定できません。ユニット数の決まったノードとコピーや対角結合でつながっていません。ユニット数を指定してください。',
  'size-mismatch':
    '{kind} の結合には同じユニット数が必要ですが、{edge} は {source}（{sourceSize}）と {target}（{targetSize}）を結んでいます。全結合にするか、ユニット数をそろえてください。',
  'bypass-size':
    '{target} はバイパスされ、届いた値をそのまま通します。そのため元のノードと同じユニット数が必要ですが、{edge} は {source} の {sourceSize} ユニットを {targetSize} ユニットへ運びます。ミュートするか、元に戻すか、ユニット数をそろえてください。',
  'size-over': 'ノード {node} のユニット数は {size} ですが、上限は {limit} です。小さくしてください。',
  'parameters-over': 'パラメーターが {count} 個あり、上限 {limit} を超えています。層を小さくするか、疎な結合にしてください。',
  'loss-activation':
    '出力 {node} の損失は交差エントロピーで、活性化関数は softmax か logistic が必要ですが、{activation} です。どちらかを選ぶか、二乗誤差にしてください。',
  'per-unit-size': 'ノード {node} は {size} ユニットですが、「{setting}」の数は {got} 個です。全体で一つの数、またはユニットごとに一つの数にしてください。',
  'class-weights-size': '出力 {node} は {size} ユニットですが、クラスの重みは {got} 個です。ユニットごとに一つの数にするか、取り除いてください。',
  'share-self': '{id} の「shares」が {owner} 自身を指しています。別のものを指定するか、取り除いてください。',
  'share-edge-missing': 'エッジ {id} は {owner} の重みを共有しますが、そのエッジがありません。あるエッジを指定するか、「shares」を取り除いてください。',
  'share-node-missing': 'ノード {id} は {owner} のバイアスを共有しますが、そのノードがありません。あるノードを指定するか、「shares」を取り除いてください。',
  'share-biasless':
    'ノード {id} は {owner} のバイアスを共有しますが、そのノードにはバイアスがありません。バイアスのある層・ゲート・出力を指定するか、「shares」を取り除いてください。',
  'share-chain': '{id} は {owner} のものを共有しますが、そちらも {next} のものを共有しています。{next} を指定するか、「shares」を取り除いてください。',
  'share-kind':
    'エッジ {id}（{kind}）は {owner}（{other}）の重みを共有できません。どちらも全結合、またはどちらも対角でなければなりません。種類をそろえるか、「shares」を取り除いてください。',
  'share-circle': '{id} と {owner} が互いのものを共有しているため、どちらにも実体がありません。片方の「shares」を取り除いてください。',
  'share-transpose': 'エッジ {id} は {kind} です。転置できるのは全結合の重みだけです。「transpose」を取り除くか、両方を全結合にしてください。',
  'share-shape': '{id} に必要な形は [{needed}] ですが、{owner} の形は [{given}] です。ユニット数をそろえるか、「shares」を取り除いてください。',
  'readout-frozen':
    '読み出しはすべての重みを閉形式でまとめて求めますが、{edges} には固定された重みがあります。固定を解除するか、配線全体を固定するか、BPTT で学習してください。',
  'readout-shared':
    '読み出しは閉形式で求めるので、自分の重みが必要ですが、{nodes} への重みは共有されています。「shares」を取り除くか、BPTT で学習してください。',
  'weight-unknown': '保存された重み「{name}」は、このネットワークのどの結合・バイアス・状態のものでもありません。取り除くか、元の要素を復元してください。',
  'weight-shape': '保存された重み「{name}」の形は [{expected}] であるべきですが、[{actual}] です。取り除いて新しく引くか、ユニット数を元に戻してください。',
  'algebraic-loop': '遅延のないループです：{loop}。どの値も同じステップの自分自身を必要とします。いずれかのエッジに文脈層を入れてください。',
  'time-direction-conflict': '一つのループに両方の時間の向きの記憶があります：順方向 {forward}、逆方向 {backward}。向きをそろえるか、ループを切ってください。',
  'dropout-on-recurrence':
    'エッジ {edge} にはドロップアウトがありますが、ループの中にあります。ループの中では、系列全体で一つのマスクが必要です。dropoutKind を variational にするか、ドロップアウトを外してください。',
  'output-missing': '出力ノードがありません。出力を加えてください。損失は、出力を目標値と比べて求めます。',
  'outputs-muted': '出力（{nodes}）がすべてミュートされており、学習する対象がありません。どれかを元に戻してください。',
  'horizon-short': 'ホライズン {horizon} では、{delay} ステップ前にある「{name}」への勾配の経路がすべて切れ、学習されません。{delay} より大きくしてください。',
  'closed-loop-size':
    '入力 {input} は {size} ユニットですが、データの先でその値を受け取る出力 {output} は {other} ユニットです。data.closedLoop にはユニット数の同じ出力を指定してください。',
  'closed-loop-input': 'data.closedLoop の左側の {name} は、このネットワークの入力ではありません。入力の ID を指定してください。',
  'closed-loop-output': 'data.closedLoop の右側の {name} は、このネットワークの出力ではありません。出力の ID を指定してください。',
  'closed-loop-open':
    'データの先の {steps} ステップについて、入力 {inputs}（{columns}）の値がありません（与えられた行は {rows} 行）。受け取る出力を指定するか（data.closedLoop）、これらの列の行を別の表で与えてください（ターミナルでは --data TABLE）。',
  'forward-time-needed': '{nodes} は時間を逆にたどり、まだないデータを必要とするため、データの先へ進めません。これらのノードを順方向にしてください。',
  'forecast-over': '{steps} ステップ、{paths} パスの予測は {numbers} 個の数になり、上限 {limit} を超えています。ステップかパスを減らしてください。',
  'forecast-text-unknown': '{characters} はデータに一度も現れないため、ネットワークも知りません。始めの文章から除いてください。',
  'forecast-no-validation': 'パスには検証データの誤差が必要ですが、検証データがありません。データの分割に検証データを加えてください。',
  'forward-time': '時間を逆にたどるもの（{nodes}）には、系列全体の BPTT が必要です。ホライズンを系列全体にするか、順方向にしてください。',
  'readout-not-linear': '読み出しは閉形式で求めるので、出力の活性化関数は線形でなければなりません。{nodes} が違います。線形にするか、BPTT で学習してください。',
  'readout-loss': '読み出しは閉形式、つまり二乗誤差が最小になるように求めますが、{nodes} の損失は別のものです。二乗誤差にするか、BPTT で学習してください。',
  'readout-none': '読み出しは線形な出力への結合だけを学習しますが、学習できるものがありません。一つを学習可能にしてください。',
  'readout-feedback':
    '読み出しは閉形式で求めますが、出力 {node} が {reached} への途中で読まれ、重みが自分自身に関わってしまいます。teacherForcing に加えて文脈層を通して戻すか、逐次最小二乗法を使ってください。',
  'readout-validation':
    'ridge の候補は検証データで選びますが、検証データに評価されるステップがありません。目標値のある部分を分割で割り当てるか、値を一つにしてください。',
  'readout-over': '{node} の読み出しには {count} 列あり、{size} GB のメモリーが必要で、上限 {limit} GB を超えます。層を小さくしてください。',
  'rprop-whole': 'Rprop は全体の勾配の符号を比べますが、このアルゴリズムは系列の途中で重みを変えます。系列全体の BPTT にするか、別の最適化手法にしてください。',
  'path-missing': '「{name}」から出力への経路がないため、学習されません。つなぐか、取り除いてください。',
  'analysis-over':
    'このネットワークの状態は {size} ユニットです。analyze は各ステップでその大きさの行列を分解するため、{limit} ユニットまでしか扱えません。小さなネットワークで調べるか、--flow で勾配の流れだけを求めてください。',
  'analysis-forward': '時間を逆向きに進むネットワークの状態には、順に辿れる軌跡がありません。すべての記憶を順方向にしてください。',
  'rtrl-over':
    'RTRL には {size} GB のメモリーと 1 ステップあたり {operations} 回の積和が必要ですが、使えるのは {limit} GB までです。方式 {variant} なら {smaller} GB で足ります。層を小さくする、再帰を対角にする、BPTT を使うことでも収まります。',
  'rtrl-over-batch':
    '{sequences} 系列を並べると RTRL には {size} GB のメモリー（系列ごとに 1 ステップ {operations} 回の積和）が必要ですが、使えるのは {limit} GB までです。バッチを {fitting} にすれば収まります。',
  'rtrl-over-all':
    'RTRL には {size} GB のメモリーと 1 ステップあたり {operations} 回の積和が必要ですが、使えるのは {limit} GB までです。ホライズンを決めた BPTT、小さい層、または疎な結合を使ってください。',
  'curvature-algorithm':
    '最適化手法 {optimizer} には出力のヤコビ行列が必要で、それを求めるのは BPTT だけですが、アルゴリズムは {algorithm} です。系列全体またはホライズン付きの BPTT にするか、別の最適化手法にしてください。',
  'curvature-loss': '最適化手法 {optimizer} には二乗誤差が必要ですが、{nodes} の損失は別のものです。二乗誤差にするか、別の最適化手法にしてください。',
  'curvature-drawn':
    'Levenberg–Marquardt は同じ関数の損失を比べますが、{node} は学習中に乱数を引きます。ドロップアウト・ゾーンアウト・雑音を外すか、別の最適化手法にしてください。',
  'curvature-over':
    '最適化手法 {optimizer} には、重み {weights} 個に対して {numbers} 個の数の行列が必要で、上限 {limit} を超えています。ネットワークを小さくするか、カルマンフィルターを「decoupled」にするか、「every」を小さくするか、別の最適化手法にしてください。',
  'carry-algorithm':
    '「carry」は、勾配に沿って進む最適化手法による BPTT か RTRL だけで使えます。読み出し、Levenberg–Marquardt、カルマンフィルターでは、系列ごとに初期状態から始まります。「carry」を取り除くか、アルゴリズムを変えてください。',
  'carry-batch':
    '「carry」は系列から次の系列へ状態を渡しますが、バッチでは {size} 本の系列を並べて学習します。batchSize を 1 にするか、「carry」を取り除いてください。',
  'carry-backward': '「carry」は状態を時間の順に渡しますが、{nodes} は時間を逆にたどります。順方向にするか、「carry」を取り除いてください。',
  'carry-initial': '「carry」では {nodes} の初期状態は一度しか使われないため、学習できません。数を与えるか、「carry」を取り除いてください。',
  'gradient-norm-algorithm':
    '勾配ノルムの正則化 Ω には時間をさかのぼる誤差が必要ですが、アルゴリズムは {algorithm} です。BPTT を使うか、gradientNorm を 0 にしてください。',
  'gradient-norm-loop':
    '勾配ノルムの正則化 Ω はここでは何も加えません。ループの中に学習される結合がないためです。gradientNorm を 0 にするか、ループの中の結合を学習可能にしてください。',
  'gradient-norm-horizon':
    '勾配ノルムの正則化 Ω はここでは何も加えません。ホライズンが 1 だと誤差が時間をさかのぼらないためです。ホライズンを長くするか、gradientNorm を 0 にしてください。',
  'rtrl-check-over':
    'RTRL は省きました。1 ステップあたり {operations} 回の積和演算を {steps} ステップと、{size} GB のメモリーが必要です。ステップを減らすか、ネットワークを小さくしてください。',
  'differences-missing':
    '差分は計算していません。{nodes} は発火するかしないかのどちらかで、重みの小さな変化は何も変えないか、すべてを変えます。誤差逆伝播で使う代理の傾きは差分ではありません。BPTT と RTRL を互いに比べました。',
  'teacher-unknown': 'teacherForcing にある {name} は出力ではありません。出力を指定するか、取り除いてください。',
  'memory-over-weights':
    '学習には {size} GB のメモリーが必要で、うち {weights} GB は重みとその勾配、最適化手法が保持する値です。上限は {limit} GB です。float32、SGD、または少ないユニット数にしてください。',
  'memory-over':
    '{steps} ステップの学習には {size} GB のメモリーが必要で、上限 {limit} GB を超えます。ホライズンつきの BPTT、短い系列、または小さいバッチにしてください。',
  'memory-over-copy':
    '学習に加えて重みのコピーを置くと、メモリーは {size} GB になり、上限 {limit} GB を超えます。float32、SGD、または少ないユニット数にしてください。',
  'checkpoint-misfit': 'チェックポイントがこの文書に合いません。「{name}」の大きさが違うか、欠けています。作成したときの文書で再開してください。',
}
