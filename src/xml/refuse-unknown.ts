export { refuseUnknown } from '../trace/refuse-unknown.js'
