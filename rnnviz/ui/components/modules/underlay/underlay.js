// Bands behind the charts that show the same setting.

import { decode } from "../shared/bytes.js";
import { mounted } from "../shared/page.js";
import { lay } from "../shared/underlays.js";

class View {
  update(bytes) {
    lay(decode(bytes));
  }

  remove() {}
}

export default mounted(View);
