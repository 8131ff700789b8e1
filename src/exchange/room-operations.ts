import { hasSpeech } from '../audio/speech.js'
