// Who sells here, and on which terms (GET /shop/), asked for once.

import { ask } from "./api.js";

let known = null;

export const shop = () => (known ??= ask("/shop/"));
