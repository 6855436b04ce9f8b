import { fulfil, type Order } from './fulfil'

// Started by the parent, which speaks over a channel.
process.on('message', (order: Order) => process.send!(fulfil(order)))
