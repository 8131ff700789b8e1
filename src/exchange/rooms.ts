import type { RoomMember, RoomSeat, Rooms } from '../call/presence.js'
import { Room, type RoomPorts } from './room.js'

/** The conference rooms of an exchange that somebody is in, by name. */
export class RoomBook implements Rooms {
  readonly #rooms = new Map<string, Room>()
  readonly #ports: Omit<RoomPorts, 'closed'>

  constructor(ports: Omit<RoomPorts, 'closed'>) {
    this.#ports = ports
  }

  enter(member: RoomMember): RoomSeat | string {
    const { room: name } = member.plan
    let room = this.#rooms.get(name)
    if (!room) {
      room = new Room(member, { ...this.#ports, closed: () => this.#rooms.delete(name) })
      this.#rooms.set(name, room)
    }
    return room.enter(member)
  }

  find(name: string): Room | undefined {
    return this.#rooms.get(name)
  }

  get all(): readonly Room[] {
    return [...this.#rooms.values()]
  }
}
