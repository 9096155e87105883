// Who one is in a room, kept in this browser alone: so that one comes back as the same.

import { decode } from "../shared/bytes.js";
import { mounted } from "../shared/page.js";
import { forget, keep, kept } from "./places.js";

class View {
  update(bytes, tell) {
    const { code, token, secret, heard } = decode(bytes);
    if (!token && !secret) return forget(code);
    const before = kept(code);
    if (!heard && before && before.token !== token) tell("kept", before);
    else keep(code, { token, secret });
  }

  remove() {}
}

export default mounted(View);
