// The line to the server: one question at a time, the newest next. Broken, it is joined again by a later question.

import { appBase } from "../shared/address.js";

const REST_MS = 5000; // after it broke before it was open: there may be no route at all

/** @typedef {{ data: any, question: any }} Answer */

export class Line {
  /** @type {string} */
  address;
  /** @type {WebSocket | null} */
  socket = null;
  /** @type {any} */
  asked = null;
  /** @type {any} */
  next = null;
  /** @type {any} whose answer is of no use any more */
  forgotten = null;
  broken = -Infinity;

  /** @param {(answer: Answer) => void} onAnswer */
  constructor(onAnswer) {
    this.onAnswer = onAnswer;
  }

  /** @returns {boolean} whether it is worth waiting for an answer */
  get works() {
    return performance.now() - this.broken > REST_MS;
  }

  /** @param {any} question plain data */
  ask(question) {
    this.next = question;
    if (this.works) this.send();
  }

  /** What is asked already is answered, but nobody hears it. */
  forget() {
    [this.next, this.forgotten] = [null, this.asked];
  }

  send() {
    this.socket ??= this.open();
    if (this.socket.readyState !== WebSocket.OPEN || this.asked || !this.next) return;
    [this.asked, this.next] = [this.next, null];
    this.socket.send(JSON.stringify(this.asked));
  }

  open() {
    const url = new URL(this.address, appBase());
    url.protocol = url.protocol.replace("http", "ws");
    const socket = new WebSocket(url);
    socket.binaryType = "arraybuffer";
    let wasOpen = false;
    socket.onopen = () => {
      wasOpen = true;
      this.send();
    };
    socket.onmessage = ({ data }) => {
      const question = this.asked;
      this.asked = null;
      this.send(); // it computes while this one is drawn
      if (question !== this.forgotten) this.onAnswer({ data, question });
    };
    socket.onclose = () => {
      if (this.socket !== socket) return;
      [this.socket, this.asked] = [null, null];
      if (!wasOpen) this.broken = performance.now();
    };
    return socket;
  }

  close() {
    const { socket } = this;
    this.socket = null;
    socket?.close();
  }
}
