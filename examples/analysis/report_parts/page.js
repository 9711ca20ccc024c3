"use strict";
(() => {
  // Each colour of the figures and what stands for it on a dark page.
  const BRIGHTER = {
    "#0072B2": "#4FA3DE", "#D55E00": "#F2843C", "#009E73": "#2FC79B", "#CC79A7": "#E6A3C8",
    "#56B4E9": "#A5D8F7", "#E69F00": "#FFC650", "#7A7A7A": "#9AA3AF",
  };
  const darkMode = matchMedia("(prefers-color-scheme: dark)");
  const narrowPage = matchMedia("(max-width: 600px)");
  const PRINT_WIDTH = 660;
  let printing = false;

  function transparentForm(hex) {
    const part = (from) => parseInt(hex.slice(from, from + 2), 16);
    return `rgba(${part(1)},${part(3)},${part(5)},`;
  }

  function forDarkPage(text) {
    let result = text;
    for (const [light, bright] of Object.entries(BRIGHTER)) {
      result = result.replaceAll(light, bright).replaceAll(transparentForm(light), transparentForm(bright));
    }
    return result;
  }

  function theme(dark, narrow) {
    const text = dark ? "#e6e9ee" : "#1b1f24";
    const rule = dark ? "#363c47" : "#dfe3e8";
    const axis = {
      gridcolor: rule, linecolor: rule, zerolinecolor: rule, automargin: true, showline: true,
      title: { standoff: 8 }, exponentformat: "power",
    };
    return {
      layout: {
        paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
        font: { family: getComputedStyle(document.body).fontFamily, size: narrow ? 11 : 13, color: text },
        xaxis: axis, yaxis: axis, hovermode: "x",
        hoverlabel: { bgcolor: dark ? "#1d2128" : "#ffffff", bordercolor: rule, font: { color: text } },
        legend: { orientation: "h", x: 0, xanchor: "left", y: 1.02, yanchor: "bottom" },
        modebar: { bgcolor: "rgba(0,0,0,0)", color: dark ? "#a3acb9" : "#5a6270", activecolor: text },
        margin: { l: narrow ? 44 : 60, r: 12, t: narrow ? 24 : 56, b: 48 },
      },
    };
  }

  function styleControls(layout, dark) {
    const look = {
      bgcolor: dark ? "#1d2128" : "#f6f7f9", bordercolor: dark ? "#4a5260" : "#c4cad2",
      font: { color: dark ? "#e6e9ee" : "#1b1f24" },
    };
    for (const control of [...(layout.updatemenus || []), ...(layout.sliders || [])]) {
      Object.assign(control, look);
    }
    for (const slider of layout.sliders || []) {
      Object.assign(slider, { activebgcolor: dark ? "#9aa3af" : "#7a7a7a", tickcolor: look.bordercolor });
    }
  }

  // The device under the pointer gets a thick line: its points go into the empty trace kept for it.
  function followPointer(plot) {
    const all = plot.data.findIndex((trace) => trace.meta === "devices");
    const chosen = plot.data.findIndex((trace) => trace.meta === "chosen");
    if (all < 0 || chosen < 0) {
      return;
    }
    let shown = null;
    plot.on("plotly_hover", (event) => {
      const point = event.points.find((candidate) => candidate.curveNumber === all);
      if (!point || point.customdata === shown) {
        return;
      }
      shown = point.customdata;
      const source = plot.data[all];
      const own = source.customdata.map((device, k) => k).filter(
        (k) => source.customdata[k] === shown && source.x[k] !== null);
      Plotly.restyle(plot, { x: [own.map((k) => source.x[k])], y: [own.map((k) => source.y[k])] }, [chosen]);
    });
  }

  async function draw(plot) {
    const dark = darkMode.matches && !printing;
    const narrow = narrowPage.matches && !printing;
    const source = document.getElementById(plot.id.replace("plot-", "data-")).textContent;
    const figure = JSON.parse(dark ? forDarkPage(source) : source);
    figure.layout.template = theme(dark, narrow);
    styleControls(figure.layout, dark);
    if (narrow) {
      // A finger that moves over a figure scrolls the page.
      figure.layout.dragmode = false;
    }
    if (printing) {
      figure.layout.width = PRINT_WIDTH;
    }
    Plotly.purge(plot);
    await Plotly.newPlot(plot, {
      data: figure.data, layout: figure.layout, frames: figure.frames || [],
      config: { responsive: !printing, displaylogo: false, displayModeBar: narrow ? false : "hover",
        modeBarButtonsToRemove: ["select2d", "lasso2d", "zoomIn2d", "zoomOut2d", "autoScale2d"] },
    });
    followPointer(plot);
  }

  async function drawAll() {
    for (const plot of document.querySelectorAll(".chart")) {
      await draw(plot);
    }
    document.documentElement.dataset.drawn = darkMode.matches && !printing ? "dark" : "light";
  }

  async function unpackPlotly() {
    const packed = document.getElementById("plotly-packed").textContent;
    const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    const script = document.createElement("script");
    script.textContent = await new Response(stream).text();
    document.head.append(script);
  }

  function redrawFor(print) {
    printing = print;
    drawAll();
  }

  async function start() {
    if (!document.querySelector(".chart")) {
      return;
    }
    if (typeof DecompressionStream === "undefined") {
      const trouble = document.getElementById("trouble");
      trouble.textContent = "This browser is too old to draw the figures (2023 or newer is needed); "
        + "the tables behind them are here.";
      trouble.hidden = false;
      return;
    }
    await unpackPlotly();
    await drawAll();
    darkMode.addEventListener("change", drawAll);
    narrowPage.addEventListener("change", drawAll);
    addEventListener("beforeprint", () => redrawFor(true));
    addEventListener("afterprint", () => redrawFor(false));
  }

  start();
})();
