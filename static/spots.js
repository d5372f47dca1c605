/* From columns to what is drawn: places, rings of several places, and the words about them. Nothing here draws or asks. */
(function () {
  "use strict";

  const JOIN = 42; // places closer than this many pixels become one ring on a small scale
  const LARGE_SCALE = 8; // zoom from which it is large, and only what would cover each other becomes one
  const COVER = 0.88; // of the sum of two radii: closer than that they cover each other
  const SMALLEST = 11, LARGEST = 28; // radii in pixels: of a symbol, of a ring
  const OBJECT = "ey"; // how an object in base64 begins, if it is not pressed
  const TITLES = 5; // told of one place in a word at the pointer

  const bytes = (text) => {
    const letters = atob(text), out = new Uint8Array(letters.length);
    for (let i = 0; i < out.length; i++) out[i] = letters.charCodeAt(i);
    return out;
  };
  const unpack = (text) => JSON.parse(new TextDecoder().decode(bytes(text)));
  /* As unpack, or of what Python has pressed (`geo/maps/escape.py`), which browsers inflate in their own time, hence a promise. */
  const inflate = (text) => text.startsWith(OBJECT) ? unpack(text) : new Response(new Blob([bytes(text)]).stream().pipeThrough(new DecompressionStream("deflate"))).json();

  const number = new Intl.NumberFormat("en");
  const plural = (n, word) => `${number.format(n)} ${word}${n === 1 ? "" : "s"}`;

  // Web Mercator with the world from 0 to 1.
  const mercatorX = (lon) => lon / 360 + 0.5;
  const mercatorY = (lat) => {
    const sine = Math.sin((Math.max(-85.05, Math.min(85.05, lat)) * Math.PI) / 180);
    return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
  };

  /* Numbers that are each told by how much they differ from the one before. */
  function summed(steps, unit) {
    let sum = 0;
    return steps.map((step) => (sum += step) * unit);
  }

  const NEAR = "near";
  const spotAt = (lat, lon, rest) => ({ lat, lon, x: mercatorX(lon), y: mercatorY(lat), box: [lon, lat, lon, lat], ...rest });

  /* Embedded rows: incidents at exactly one position, said equally exactly, are one place. */
  function placesOf({ rows, unit, kinds, statuses, precisions, names }, signs) {
    const lats = summed(rows.lat, unit), lons = summed(rows.lon, unit), found = new Map();
    lats.forEach((lat, i) => {
      const precision = precisions[rows.precision[i]], near = precision === NEAR, km = rows.km[i] / 10, name = names[rows.name[i]];
      const key = `${lat.toFixed(5)},${lons[i].toFixed(5)},${near ? km : ""}`;
      let place = found.get(key);
      if (!place) {
        place = spotAt(lat, lons[i], { key, near, km: 0, town: false, name, n: 0, counts: {}, kind: kinds[rows.kind[i]], status: statuses[rows.status[i]], items: [] });
        found.set(key, place);
      }
      const kind = kinds[rows.kind[i]], family = signs[kind].family;
      place.km = Math.max(place.km, km);
      place.town = place.town || precision === "settlement";
      if (name.length < place.name.length) place.name = name; // "Basra" rather than "consulate in Basra" for both
      if (place.kind !== kind) place.kind = null;
      if (place.status !== statuses[rows.status[i]]) place.status = null;
      place.n++;
      place.counts[family] = (place.counts[family] || 0) + 1;
      place.items.push(i);
    });
    return [...found.values()];
  }

  /* The server's answer: places already made one, or rings already made of them. */
  function spotsOf({ spots, unit, kinds, statuses, precisions, names, mode }) {
    const lats = summed(spots.lat, unit), lons = summed(spots.lon, unit), families = Object.entries(spots.families), keys = summed(spots.key, 1);
    const at = (list, index) => (index < 0 || index === undefined ? null : list[index]);
    return lats.map((lat, i) => {
      const lon = lons[i], counts = {}, n = spots.n[i], precision = at(precisions, spots.precision[i]);
      for (const [family, column] of families) if (column[i]) counts[family] = column[i];
      const spot = spotAt(lat, lon, {
        key: `${lat.toFixed(5)},${lon.toFixed(5)},${precision === NEAR ? spots.km[i] : ""}`, code: keys[i], n, counts, near: precision === NEAR,
        town: precision === "settlement", km: spots.km[i] / 10, name: at(names, spots.name[i]) || "", kind: at(kinds, spots.kind[i]), status: at(statuses, spots.status[i]),
      });
      if (mode === "clusters" && n > 1) {
        const [west, south, east, north] = spots.box[i].map((step) => step * unit);
        spot.box = [lon + west, lat + south, lon + east, lat + north];
        spot.wide = true;
      }
      return spot;
    });
  }

  /* How large a ring is drawn, in pixels. */
  const ringRadius = (n) => Math.min(13 + 2.4 * Math.log2(n), LARGEST);
  const radius = (spot) => (isRing(spot) ? ringRadius(spot.n) : SMALLEST * (spot.n > 1 ? 1.25 : 1));

  /* What stands together on the screen at this zoom. Independent of where the map is panned. What is marked stands alone.
     parted: whether the server has made rings of it already. */
  function clusters(spots, zoom, isMarked, parted) {
    const scale = 256 * 2 ** zoom, alone = [], others = [];
    for (const spot of spots) (isMarked(spot) ? alone : others).push(spot);
    const joined = parted || zoom >= LARGE_SCALE ? others : gathered(others, JOIN / scale);
    const covering = (a, b) => ((radius(a) + radius(b)) * COVER) / scale;
    return gathered(gathered(joined, (2 * LARGEST) / scale, covering), (2 * LARGEST) / scale, covering).concat(alone);
  }

  /* Greedy: the fullest spot takes in what lies within reach, then the next. A grid of that size finds the neighbors.
     within: how near two of them must be, at most `reach`. */
  function gathered(spots, reach, within = () => reach) {
    const order = [...spots].sort((a, b) => b.n - a.n || (a.key < b.key ? -1 : 1));
    const rows = Math.ceil(1 / reach) + 2, cells = new Map(), taken = new Uint8Array(order.length);
    const cell = (x, y) => Math.floor(x / reach) * rows + Math.floor(y / reach);
    order.forEach(({ x, y }, i) => {
      const at = cell(x, y), there = cells.get(at);
      there ? there.push(i) : cells.set(at, [i]);
    });
    const out = [];
    order.forEach((spot, i) => {
      if (taken[i]) return;
      const members = [], middle = cell(spot.x, spot.y);
      for (let dx = -rows; dx <= rows; dx += rows) {
        for (let dy = -1; dy <= 1; dy++) {
          for (const j of cells.get(middle + dx + dy) || []) {
            const other = order[j];
            if (taken[j] || Math.hypot(other.x - spot.x, other.y - spot.y) > (j === i ? 0 : within(spot, other))) continue;
            taken[j] = 1;
            members.push(other);
          }
        }
      }
      out.push(members.length === 1 ? spot : joined(members));
    });
    return out;
  }

  function joined(spots) {
    const members = spots.flatMap((spot) => spot.members || [spot]), counts = {};
    let n = 0, x = 0, y = 0;
    for (const spot of spots) {
      n += spot.n;
      x += spot.x * spot.n;
      y += spot.y * spot.n;
      for (const [family, count] of Object.entries(spot.counts)) counts[family] = (counts[family] || 0) + count;
    }
    const edge = (i, best) => spots.reduce((found, { box }) => best(found, box[i]), spots[0].box[i]);
    const town = commonTown(members);
    return {
      key: "ring:" + members[0].key, x: x / n, y: y / n, n, counts, members, town, name: town ? town.name : "", kind: null, status: null,
      box: [edge(0, Math.min), edge(1, Math.min), edge(2, Math.max), edge(3, Math.max)], wide: spots.some((spot) => spot.wide),
    };
  }

  /* A ring of places in one town bears the name of the town; one of several towns bears none. */
  function commonTown(members) {
    if (members.length > 50 || members.some((place) => place.wide)) return null;
    const towns = members.filter((place) => place.town).sort((a, b) => b.km - a.km || b.n - a.n);
    const within = (place) => Math.hypot(place.lat - towns[0].lat, (place.lon - towns[0].lon) * Math.cos((place.lat * Math.PI) / 180)) * 111 <= Math.max(towns[0].km, 12) * 1.5;
    return towns.length && members.every(within) ? towns[0] : null;
  }

  /* Whether a spot stands for more than one place. */
  const isRing = (spot) => Boolean(spot.members || spot.wide);

  /* Families in a place or ring, the commonest first. */
  function parts({ counts }, families) {
    const found = Object.entries(counts).map(([family, count]) => ({ family, count, ...families[family] }));
    return found.sort((a, b) => b.count - a.count || (a.family < b.family ? -1 : 1));
  }

  /* What is known of a place or ring without asking anybody, line by line. */
  function lines(spot, { families, signs }) {
    const shares = parts(spot, families).map((part) => `${part.name} ${number.format(part.count)}`).join(", ");
    if (isRing(spot)) return [spot.members && !spot.wide ? `${plural(spot.n, "incident")} at ${plural(spot.members.length, "place")}` : plural(spot.n, "incident"), shares];
    const where = spot.name && `, ${spot.near ? near(spot.name) : spot.name}`; // a crowded answer tells no names
    return spot.n > 1 ? [plural(spot.n, "incident") + where, shares] : [signs[spot.kind].label + where, spot.status];
  }

  const near = (name) => (/^near /i.test(name) ? name : `near ${name}`);

  /* The same with the titles of some of what is there. told: [{title, when, place, status, dataset}], the first few of them. */
  function linesTold(spot, told, all) {
    if (spot.n > 1) {
      const some = told.slice(0, TITLES), left = spot.n - some.length;
      return [all[0], ...some.map(({ title, when }) => `${title}, ${when}`), ...(left > 0 ? [`and ${number.format(left)} more`] : [])];
    }
    return told.length ? [told[0].title, `${told[0].when}, ${told[0].place}`, [told[0].status, told[0].dataset].filter(Boolean).join(" · ")] : all;
  }

  /* The lines as an element: text only, whatever it holds. */
  function box(texts) {
    const element = document.createElement("div");
    texts.forEach((text, i) => {
      const row = document.createElement(i ? "div" : "strong");
      row.dir = "auto"; // a name in Arabic must not turn its neighbors around
      row.textContent = text;
      element.append(row);
    });
    return element;
  }

  window.atlasSpots = { bytes, unpack, inflate, placesOf, spotsOf, spotAt, clusters, parts, lines, linesTold, near, box, isRing, ringRadius, plural, mercatorX, TITLES };
})();
