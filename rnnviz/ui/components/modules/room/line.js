// What the room says, over a socket; broken, it is joined again.

import { appBase } from "../shared/address.js";

const REST_MS = 2000;

export class Line {
  /** @type {WebSocket | null} */
  socket = null;
  who = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  later;

  /** @param {(told: any) => void} onTold null when one is in no such room */
  constructor(onTold) {
    this.onTold = onTold;
  }

  /**
   * @param {string} code
   * @param {{ token: string, secret: string }} place
   */
  join(code, place) {
    const who = JSON.stringify([code, place]);
    if (who === this.who) return;
    this.close();
    this.who = who;
    this.open(code, place);
  }

  open(code, place) {
    const url = new URL(`room/${code}`, appBase());
    url.protocol = url.protocol.replace("http", "ws");
    const socket = new WebSocket(url);
    this.socket = socket;
    socket.onopen = () => socket.send(JSON.stringify(place));
    socket.onmessage = ({ data }) => {
      if (this.socket !== socket) return;
      const told = JSON.parse(data);
      const isOver = !("turn" in told);
      if (isOver) this.socket = null;
      this.onTold(isOver ? null : told);
    };
    socket.onclose = () => {
      if (this.socket !== socket) return;
      this.socket = null;
      this.later = setTimeout(() => this.open(code, place), REST_MS);
    };
  }

  close() {
    const { socket } = this;
    clearTimeout(this.later);
    this.socket = null;
    this.who = "";
    socket?.close();
  }
}
