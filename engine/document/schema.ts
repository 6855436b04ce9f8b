/** For what has not moved to engine/contract yet. */
export { number, object, whole, type ObjectSchema } from '../contract/schema'
