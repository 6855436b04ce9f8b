// The functions that gain from fused multiply-add; the others come from `index.ts`.
export { cholesky, choleskySolve, symmetricRankK } from './factors';
export { gemm, gemmPacked, pack } from './products';
