// Departments and municipalities, as the server knows them (GET /places/).

import { ask } from "./api.js";

let known = null;

/** [{code, name, cities: [{code, name}]}], asked for once. */
export const places = () => (known ??= ask("/places/"));

export const citiesOf = (list, department) => list.find(({ name }) => name === department)?.cities ?? [];
