import type { Network } from '../../compile/network'
import type { ProjectTable } from './table'

/** Converts a text of the document to one line of Markdown, without links and other markup. */
const plain = (text: string): string => text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').replaceAll(/[\\`*_{}[\]<>#|!]/g, '\\$&')

/** Returns `README.md`, which explains how to use the project. */
export function readme(network: Network, { sequence, length, steps }: ProjectTable): string {
  const { document, training } = network
  const drawn = network.document.edges && Object.values(document.edges).some(({ dropout }) => Number(dropout ?? 0) > 0)
  const state = network.backwardInTime
    ? 'The network runs backward in time too: `forward` takes whole sequences and has no state to go on from.'
    : '`outputs, nets, state = network(x, state=state)` goes on from where an earlier call ended; `step` makes a single step.'
  const sequences =
    sequence !== undefined
      ? `the column \`${plain(sequence)}\` tells sequences apart`
      : length !== undefined
        ? `a sequence has ${length} rows`
        : 'all rows are one series'
  return `# ${document.name === undefined ? 'A network of Unfold' : plain(document.name)}

A PyTorch project, written by Unfold: the network as it is drawn, its data and its training.

\`\`\`sh
pip install -r requirements.txt
python train.py                              # one line of JSON an epoch; the weights go to trained.safetensors
python train.py --checkpoint state.pt        # goes on from state.pt where it exists
python train.py --device cuda
torchrun --nproc_per_node 2 train.py         # the sequences of a batch shared by processes
python evaluate.py --weights trained.safetensors --out outputs.csv
unfold import trained.safetensors --into NETWORK.unfold --out TRAINED.unfold
\`\`\`

- \`model.py\`: the class \`Network\`. Values have the shape [steps, ..., size]. ${state} \`nets\` are the outputs before their activation: logits where it is softmax or logistic.
- \`data.py\`: the columns, windows, scaling, categories and parts of the data; ${sequences}${steps === undefined ? '' : `, \`${plain(steps)}\` says where each step lies`}. \`data.csv\` has the columns that the network uses, as Unfold read them. \`--data\` takes another table with the same columns, also larger; it is scaled in the same way.
- \`train.py\`: the loss, the optimizer, its schedule, clipping, weight decay and truncated BPTT of the document, in \`SETTINGS\`.
- Where \`torchrun\` of PyTorch 1.13 fails under Python 3.11 with \`NoneType has no attribute 'get'\`, add \`--redirects 2 --tee 2\`.
- \`evaluate.py\`: the loss and the scores of each part, and the outputs in the units of the data.

In float64, on one process or several, the losses of an epoch are those of Unfold up to rounding (1e-9 in the first epochs), because sums are taken in another order. The order of sequences${drawn ? ', the masks of dropout' : ''}${training.noise > 0 ? ', the noise' : ''} and the initial weights are the same, as both draw the same random numbers. ${training.precision === 'float32' ? 'This network has float32, in which losses agree to about 1e-5. ' : ''}On a GPU rounding differs again.

Adam and RMSProp begin anew from the weights here, as Unfold does from a saved file.
`
}
