/** Whose call it is: what every request says of the account, and what signs it. */
export interface Account {
  /** `MA…` of the main account, `SA…` of a subaccount. */
  readonly authId: string
  readonly authToken: string
  /** The token of the main account, where `authId` is a subaccount: signs the `-Ma-` headers. */
  readonly mainAuthToken: string
  /** The main account: `ParentAuthID`. */
  readonly parentAuthId: string
  /** The console's time zone: StartTime, AnswerTime and EndTime are in it, without an offset. */
  readonly timezone: string
  /** Per minute, as a decimal: `BillRate`. */
  readonly billRate: string
  readonly countryCode: string
  readonly routeType: string
}
