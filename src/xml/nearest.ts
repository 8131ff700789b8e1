export { nearest, sameLetters } from '../trace/nearest.js'
