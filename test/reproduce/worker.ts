import { fulfil, type RunRequest } from './fulfil'

// Started by main.ts; receives requests and sends results over the IPC channel.
process.on('message', (request: RunRequest) => process.send!(fulfil(request)))
