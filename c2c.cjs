const plivo = require('plivo')
const client = new plivo.Client()
client.calls.create('+14155550199', '+14155550111', 'http://127.0.0.1:3000/answer', { ringUrl: 'http://127.0.0.1:3000/ring', timeLimit: 60 }).then(r => { console.log(r); return client.calls.getLiveCall(r.requestUuid) }).then(console.log).catch(e => console.log('ERR', e.message, e.status))
