/** The number that customers call, and that agents see. */
export const centreNumber = '+14155550199'

/** Who works here, and where they are reached. */
export const ann = '+14155550111'
export const ben = '+14155550112'
export const cleo = '+14155550113'
export const switchboard = '+14155550120'
export const desk = 'sip:desk@phone.plivo.com'
export const pbx = 'sip:dora@pbx.example.com'

/** What Dora’s PBX wants to know. */
export const credentials = { username: 'centre', password: 'correct-horse' }
