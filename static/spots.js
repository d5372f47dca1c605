/* From marks to what is drawn: places, rings of several places, and the words about them. Nothing here draws. */
(function () {
  "use strict";

  const JOIN = 42; // places closer than this many pixels become one ring on a small scale ...
  const TOUCH = 34; // ... then rings that would cover each other ...
  const OVERLAP = 20; // ... and on a large scale only places whose symbols would
  const LARGE_SCALE = 8; // zoom from which it is large

  const unpack = (text) => JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(text), (c) => c.charCodeAt(0))));
  const plural = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;

  // Web Mercator with the world from 0 to 1.
  const mercatorX = (lon) => lon / 360 + 0.5;
  const mercatorY = (lat) => {
    const sine = Math.sin((Math.max(-85.05, Math.min(85.05, lat)) * Math.PI) / 180);
    return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
  };

  /* Marks at exactly one position, said equally exactly, are one place. */
  function places(marks, signs) {
    const found = new Map();
    for (const [id, lat, lon, kind, status, precision, km, text, name] of marks) {
      const near = precision === "near", key = `${lat},${lon},${near ? km : ""}`;
      let place = found.get(key);
      if (!place) found.set(key, (place = { key, lat, lon, x: mercatorX(lon), y: mercatorY(lat), near, km: 0, town: false, name, items: [] }));
      place.km = Math.max(place.km, km);
      place.town = place.town || precision === "settlement";
      if (name.length < place.name.length) place.name = name; // "Basra" rather than "consulate in Basra" for both
      place.items.push({ id, sign: signs[kind], status, text });
    }
    return [...found.values()];
  }

  /* What stands together on the screen at this zoom. Independent of where the map is panned. The selection stands alone. */
  function clusters(places, zoom, selected) {
    const scale = 256 * 2 ** zoom;
    const alone = places.filter((place) => selected && place.items.some((item) => item.id === selected));
    const others = places.filter((place) => !alone.includes(place));
    const spots = zoom < LARGE_SCALE ? gathered(gathered(others, JOIN / scale), TOUCH / scale) : gathered(others, OVERLAP / scale);
    return spots.concat(alone);
  }

  /* Greedy: the fullest spot takes in what lies within reach, then the next. A grid of that size finds the neighbors. */
  function gathered(spots, reach) {
    const order = [...spots].sort((a, b) => b.items.length - a.items.length || (a.key < b.key ? -1 : 1));
    const cell = (v) => Math.floor(v / reach), cells = new Map(), taken = new Set();
    order.forEach((spot, i) => {
      const key = `${cell(spot.x)},${cell(spot.y)}`;
      cells.has(key) ? cells.get(key).push(i) : cells.set(key, [i]);
    });
    const near = (spot) => [-1, 0, 1].flatMap((dx) => [-1, 0, 1].flatMap((dy) => cells.get(`${cell(spot.x) + dx},${cell(spot.y) + dy}`) || []));
    return order.flatMap((spot, i) => {
      if (taken.has(i)) return [];
      const members = near(spot).filter((j) => !taken.has(j) && Math.hypot(order[j].x - spot.x, order[j].y - spot.y) <= reach);
      members.forEach((j) => taken.add(j));
      return [members.length === 1 ? spot : joined(members.map((j) => order[j]))];
    });
  }

  function joined(spots) {
    const members = spots.flatMap((spot) => spot.members || [spot]), items = members.flatMap((place) => place.items);
    const middle = (axis) => members.reduce((sum, place) => sum + place[axis] * place.items.length, 0) / items.length;
    const town = commonTown(members);
    return { key: "ring:" + members[0].key, x: middle("x"), y: middle("y"), items, members, town, name: town ? town.name : "" };
  }

  /* A ring of places in one town bears the name of the town; one of several towns bears none. */
  function commonTown(members) {
    const towns = members.filter((place) => place.town).sort((a, b) => b.km - a.km || b.items.length - a.items.length);
    const within = (place) => Math.hypot(place.lat - towns[0].lat, (place.lon - towns[0].lon) * Math.cos((place.lat * Math.PI) / 180)) * 111 <= Math.max(towns[0].km, 12) * 1.5;
    return towns.length && members.every(within) ? towns[0] : null;
  }

  /* Families in a place or ring, the commonest first. */
  function parts(items) {
    const found = new Map();
    for (const { sign } of items) {
      const part = found.get(sign.family) || { family: sign.family, color: sign.color, count: 0 };
      part.count++;
      found.set(sign.family, part);
    }
    return [...found.values()].sort((a, b) => b.count - a.count || (a.family < b.family ? -1 : 1));
  }

  /* What is said about a place or ring, line by line. */
  function lines(spot) {
    const { items, members } = spot;
    if (items.length === 1) return items[0].text.split("\n");
    const head = members ? `${plural(items.length, "incident")} at ${plural(members.length, "place")}` : `${plural(items.length, "incident")}, ${spot.name}`;
    if (members) return [head, parts(items).map((part) => `${part.family} ${part.count}`).join(", ")];
    const titles = items.slice(0, 5).map((item) => item.text.split("\n").slice(0, 2).join(", "));
    return [head, ...titles, ...(items.length > 5 ? [`and ${items.length - 5} more`] : [])];
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

  window.atlasSpots = { unpack, places, clusters, parts, lines, box, mercatorX };
})();
