export { Unrolled } from './Unrolled'
