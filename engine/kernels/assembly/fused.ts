// The functions that gain from fused multiply-add. The module of `index.ts` provides the others.
export { cholesky, choleskySolve, symmetricRankK } from './factors';
export { gemm, gemmPacked, pack } from './products';
