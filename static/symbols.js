/* How an incident looks: shape and letter say the kind, color its family, fill its status. One place for map and legend. */
(function () {
  "use strict";

  const PAPER = { light: "#ffffff", dark: "#10171e", projector: "#ffffff" };
  const INK = { light: "#20252a", dark: "#e6edf3", projector: "#000000" };
  const GROUND = { light: "#f8f6f1", dark: "#1b242d", projector: "#ffffff" }; // land, as static/basemap.js has it
  // The one accent of the product; nothing but the selection has it.
  const ACCENT = { light: "#ffd400", dark: "#ffe45c", projector: "#ffd400" };

  // Outlines around the origin for a symbol of radius 1; each covers about the same area.
  const polygon = (points) => (ctx, r) => {
    points.forEach(([x, y], i) => (i ? ctx.lineTo(x * r, y * r) : ctx.moveTo(x * r, y * r)));
    ctx.closePath();
  };
  const circle = (scale) => (ctx, r) => ctx.arc(0, 0, r * scale, 0, 2 * Math.PI);
  const SHAPES = {
    triangle: polygon([[0, -1.24], [1.2, 0.86], [-1.2, 0.86]]),
    diamond: polygon([[0, -1.25], [1.25, 0], [0, 1.25], [-1.25, 0]]),
    circle: circle(1),
    square: polygon([[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]]),
    pentagon: polygon([[0, -1.13], [1.08, -0.35], [0.67, 0.92], [-0.67, 0.92], [-1.08, -0.35]]),
    dot: circle(0.5),
  };
  const MIDDLE = { triangle: 0.22, pentagon: 0.04 }; // where the letter sits, below the origin

  /* status -> fill: what is said firmly is solid, what is only claimed is hollow, what is contested is crossed. */
  const FILL = { reported: "solid", confirmed: "dark", alleged: "hollow", claimed: "hollow", disputed: "crossed", denied: "crossed" };

  const rgb = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
  const mix = (a, b, share) => {
    const [x, y] = [rgb(a), rgb(b)];
    return `rgb(${x.map((v, i) => Math.round(v * share + y[i] * (1 - share))).join(",")})`;
  };

  /* Draw one symbol. mark: {shape, color, status, text, ring (radius of the settlement in pixels, or 0), selected}. */
  function draw(ctx, x, y, r, mark, theme) {
    const paper = PAPER[theme], ink = INK[theme];
    const fill = FILL[mark.status] || "solid";
    ctx.save();
    ctx.translate(x, y);
    ctx.lineJoin = "round";
    if (mark.ring) ring(ctx, 0, 0, mark.ring, mark.color, theme);
    if (mark.selected) halo(ctx, Math.max(r * 1.45, mark.ring || 0) + 4, theme);
    ctx.beginPath();
    SHAPES[mark.shape](ctx, r);
    ctx.lineWidth = 4.5;
    ctx.strokeStyle = paper;
    ctx.stroke();
    ctx.fillStyle = fill === "solid" || fill === "dark" ? mark.color : mix(paper, mark.color, 0.84);
    ctx.fill();
    ctx.lineWidth = fill === "solid" ? 1 : 2;
    ctx.strokeStyle = fill === "dark" ? ink : mark.color;
    ctx.stroke();
    if (fill === "crossed") {
      for (const [width, color] of [[4, mix(paper, mark.color, 0.84)], [1.8, mark.color]]) {
        ctx.beginPath();
        ctx.moveTo(-r * 1.1, r * 1.1);
        ctx.lineTo(r * 1.1, -r * 1.1);
        ctx.lineWidth = width;
        ctx.strokeStyle = color;
        ctx.stroke();
      }
    }
    if (mark.text && mark.shape !== "dot") {
      const solid = fill === "solid" || fill === "dark";
      letter(ctx, 0, (MIDDLE[mark.shape] || 0) * r, r * (mark.text.length > 1 ? 0.95 : 1.1), mark.text,
        solid ? (theme === "dark" ? "#10171e" : "#ffffff") : mark.color, solid ? null : paper);
    }
    ctx.restore();
  }

  /* A thin ring of the size of the town: somewhere in it, not at its center. */
  function ring(ctx, x, y, radius, color, theme) {
    for (const [width, stroke, alpha] of [[3, mix(PAPER[theme], color, 0.75), 0.7], [1, color, 1]]) {
      ctx.globalAlpha = alpha;
      ctx.beginPath();
      ctx.arc(x, y, radius, 0, 2 * Math.PI);
      ctx.lineWidth = width;
      ctx.strokeStyle = stroke;
      ctx.stroke();
    }
    ctx.globalAlpha = 1;
  }

  /* For the legend: a soft disc, or a hatched area. */
  function patch(ctx, middle, { color, area }, theme) {
    const r = middle - 2;
    ctx.beginPath();
    if (area) ctx.rect(middle - r, middle - r * 0.8, 2 * r, 1.6 * r);
    else ctx.arc(middle, middle, r, 0, 2 * Math.PI);
    ctx.globalAlpha = area ? 0.08 : 0.22;
    ctx.fillStyle = color;
    ctx.fill();
    ctx.globalAlpha = 1;
    ctx.lineWidth = 1;
    ctx.strokeStyle = color;
    ctx.setLineDash(area ? [] : [2, 3]);
    ctx.stroke();
    if (!area) return;
    ctx.clip();
    ctx.beginPath();
    for (let x = -middle; x < 3 * middle; x += 5) {
      ctx.moveTo(x, 2 * middle);
      ctx.lineTo(x + 2 * middle, 0);
    }
    ctx.stroke();
  }

  function letter(ctx, x, y, size, text, color, outline) {
    ctx.font = `700 ${Math.round(size * 10) / 10}px "Source Sans", system-ui, "DejaVu Sans", sans-serif`;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    if (outline) {
      ctx.lineWidth = 2.5;
      ctx.strokeStyle = outline;
      ctx.strokeText(text, x, y + 0.5);
    }
    ctx.fillStyle = color;
    ctx.fillText(text, x, y + 0.5);
  }

  /* The ring around what is selected: accent between two dark lines, so that it shows on any ground. */
  function halo(ctx, radius, theme) {
    for (const [width, color] of [[7, "#20252a"], [4, ACCENT[theme]]]) {
      ctx.beginPath();
      ctx.arc(0, 0, radius, 0, 2 * Math.PI);
      ctx.lineWidth = width;
      ctx.strokeStyle = color;
      ctx.stroke();
    }
  }

  /* Several drawn as one: a ring with the share of each family, `text` in it. parts: [{color, count}]. */
  function donut(ctx, x, y, r, parts, total, text, theme, selected) {
    const width = Math.max(4, r * 0.28);
    let angle = -Math.PI / 2;
    ctx.save();
    ctx.translate(x, y);
    if (selected) halo(ctx, r + 5, theme);
    ctx.beginPath();
    ctx.arc(0, 0, r + 1.5, 0, 2 * Math.PI);
    ctx.fillStyle = PAPER[theme];
    ctx.fill();
    for (const { color, count } of parts) {
      const end = angle + (count / total) * 2 * Math.PI;
      ctx.beginPath();
      ctx.arc(0, 0, r - width / 2, angle, end);
      ctx.lineWidth = width;
      ctx.strokeStyle = color;
      ctx.stroke();
      angle = end;
    }
    letter(ctx, 0, 0, Math.min(theme === "projector" ? 15 : 13, r * (text.length > 3 ? 0.68 : 0.85)), text, INK[theme], null);
    ctx.restore();
  }

  window.atlasSymbols = { draw, donut, ring, patch, halo, mix, PAPER, INK, GROUND, ACCENT };
})();
