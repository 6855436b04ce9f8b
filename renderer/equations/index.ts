export { Equations } from './Equations'
