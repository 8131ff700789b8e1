/** Numbers go without their plus, SIP addresses as they are (D72). */
export const wireNumber = (address: string): string => (address.startsWith('+') ? address.slice(1) : address)

export const isSip = (address: string): boolean => /^sips?:/i.test(address)
