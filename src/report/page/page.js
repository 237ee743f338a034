"use strict";
(function () {
  var STEP = 100;
  var all = JSON.parse(document.getElementById("data").textContent);
  var byId = function (id) { return document.getElementById(id); };
  var list = byId("list"), more = byId("more"), count = byId("count");
  var rank = { error: 0, warning: 1, info: 2 };
  var shown = 0, hits = all;

  all.forEach(function (f, i) {
    f.i = i;
    var cut = f.p.lastIndexOf("/");
    f.dir = cut < 0 ? "." : f.p.slice(0, cut);
    f.hay = [f.m, f.p, f.r, f.h, f.t].join("\n").toLowerCase();
  });

  function choices(id, key, list) {
    var seen = {}, select = byId(id);
    (list || all).forEach(function (f) {
      [].concat(key(f)).forEach(function (v) { if (v) { seen["$" + v] = (seen["$" + v] || 0) + 1; } });
    });
    var names = Object.keys(seen).sort();
    if (names.length < 1) { select.parentNode.hidden = true; return; }
    names.forEach(function (name) {
      var option = document.createElement("option");
      option.value = name.slice(1);
      option.textContent = name.slice(1) + " (" + seen[name] + ")";
      select.appendChild(option);
    });
  }
  choices("severity", function (f) { return f.s; });
  choices("rule", function (f) { return f.r; });
  choices("host", function (f) { return f.h; });
  choices("folder", function (f) { return f.dir; });
  choices("team", function (f) { return f.t; });

  function element(tag, name, text) {
    var e = document.createElement(tag);
    if (name) { e.className = name; }
    if (text !== undefined) { e.textContent = text; }
    return e;
  }

  function item(f) {
    var li = element("li", f.s);
    var head = element("p");
    head.appendChild(element("span", "badge " + f.s, f.s));
    head.appendChild(document.createTextNode(" "));
    head.appendChild(element("code", "", f.r));
    head.appendChild(document.createTextNode(" "));
    var place = f.p + (f.c === undefined ? "" : ":cell " + f.c) + ":" + f.l;
    if (f.u && /^https?:\/\//.test(f.u)) {
      var a = element("a", "", place);
      a.href = f.u;
      a.rel = "noreferrer";
      head.appendChild(a);
    } else {
      head.appendChild(element("code", "", place));
    }
    li.appendChild(head);
    li.appendChild(element("p", "", f.m));
    if (f.x.length) {
      var pre = element("pre", "", f.x.map(function (l) { return l[0] + " | " + l[1]; }).join("\n"));
      pre.tabIndex = 0;
      li.appendChild(pre);
    }
    if (f.n.length) {
      var ul = element("ul");
      f.n.forEach(function (n) { ul.appendChild(element("li", "", n)); });
      li.appendChild(ul);
    }
    return li;
  }

  function placed(path, line, url) {
    var place = path + ":" + line;
    if (!url || !/^https?:\/\//.test(url)) { return element("code", "", place); }
    var a = element("a", "", place);
    a.href = url;
    a.rel = "noreferrer";
    return a;
  }

  function show(upTo) {
    var part = document.createDocumentFragment();
    for (; shown < Math.min(upTo, hits.length); shown++) { part.appendChild(item(hits[shown])); }
    list.appendChild(part);
    more.hidden = shown >= hits.length;
    more.textContent = "Show more (" + (hits.length - shown) + " left)";
  }

  var orders = {
    place: function (a, b) { return a.i - b.i; },
    severity: function (a, b) { return rank[a.s] - rank[b.s] || a.i - b.i; },
    end: function (a, b) { return (a.d || "9") < (b.d || "9") ? -1 : (a.d || "9") > (b.d || "9") ? 1 : a.i - b.i; },
    rule: function (a, b) { return a.r < b.r ? -1 : a.r > b.r ? 1 : a.i - b.i; }
  };

  function apply() {
    var words = byId("q").value.toLowerCase().split(/\s+/).filter(Boolean);
    var s = byId("severity").value, r = byId("rule").value, h = byId("host").value;
    var d = byId("folder").value, t = byId("team").value;
    hits = all.filter(function (f) {
      return (!s || f.s === s) && (!r || f.r === r) && (!h || f.h === h) && (!d || f.dir === d) && (!t || f.t === t) &&
        words.every(function (w) { return f.hay.indexOf(w) >= 0; });
    });
    hits.sort(orders[byId("sort").value] || orders.place);
    list.textContent = "";
    shown = 0;
    show(STEP);
    count.textContent = hits.length === all.length ? all.length + (all.length === 1 ? " finding" : " findings")
      : hits.length + " of " + all.length + " findings";
  }

  byId("filters").addEventListener("input", apply);
  byId("filters").addEventListener("submit", function (e) { e.preventDefault(); });
  more.addEventListener("click", function () { show(shown + STEP); });

  // The matrix of calls.
  var calls = JSON.parse(byId("call-data").textContent), callsHit = calls, callsShown = 0;
  var body = calls.length ? byId("matrix").tBodies[0] : null;
  calls.forEach(function (c, i) {
    c.i = i;
    var cut = c.p.lastIndexOf("/");
    c.dir = cut < 0 ? "." : c.p.slice(0, cut);
    c.hay = [c.a, c.p, c.k, c.o, c.m, c.t].join("\n").toLowerCase();
  });

  function cell(row, name, text) {
    var td = element("td", name, text);
    row.appendChild(td);
    return td;
  }

  function callRow(c) {
    var tr = element("tr"), head = element("th");
    head.scope = "row";
    head.appendChild(element("code", "", c.a));
    head.appendChild(element("br"));
    head.appendChild(placed(c.p, c.l, c.u));
    var more = [c.m, c.t].filter(Boolean).join("; ");
    if (more) { head.appendChild(element("br")); head.appendChild(element("small", "", more)); }
    tr.appendChild(head);
    cell(tr, "num", c.s < 0 ? "\u2013" : String(c.s));
    c.v.forEach(function (v) {
      var td = cell(tr, "");
      td.appendChild(element("span", "mark " + v[0], v[1]));
      if (v[2]) { td.appendChild(element("br")); td.appendChild(element("small", "", v[2])); }
    });
    return tr;
  }

  function showCalls(upTo) {
    var part = document.createDocumentFragment();
    for (; callsShown < Math.min(upTo, callsHit.length); callsShown++) { part.appendChild(callRow(callsHit[callsShown])); }
    body.appendChild(part);
    label(body.parentNode);
    byId("cmore").hidden = callsShown >= callsHit.length;
    byId("cmore").textContent = "Show more (" + (callsHit.length - callsShown) + " left)";
  }

  function applyCalls() {
    var words = byId("cq").value.toLowerCase().split(/\s+/).filter(Boolean);
    var d = byId("cfolder").value, t = byId("cteam").value, k = byId("csdk").value, r = byId("crule").value;
    callsHit = calls.filter(function (c) {
      return (!d || c.dir === d) && (!t || c.t === t) && (!k || c.k === k) && (!r || c.r.indexOf(r) >= 0) &&
        words.every(function (w) { return c.hay.indexOf(w) >= 0; });
    });
    if (byId("csort").value === "score") {
      callsHit.sort(function (a, b) { return (a.s < 0 ? 101 : a.s) - (b.s < 0 ? 101 : b.s) || a.i - b.i; });
    }
    body.textContent = "";
    callsShown = 0;
    showCalls(50);
    byId("ccount").textContent = (callsHit.length === calls.length ? "" : callsHit.length + " of ") + calls.length +
      (calls.length === 1 ? " call" : " calls");
  }

  if (body) {
    choices("cfolder", function (c) { return c.dir; }, calls);
    choices("cteam", function (c) { return c.t; }, calls);
    choices("csdk", function (c) { return c.k; }, calls);
    choices("crule", function (c) { return c.r; }, calls);
    byId("call-filters").addEventListener("input", applyCalls);
    byId("call-filters").addEventListener("submit", function (e) { e.preventDefault(); });
    byId("cmore").addEventListener("click", function () { showCalls(callsShown + 50); });
    applyCalls();
  }

  // The plan.
  var planForm = byId("plan-filters");
  if (planForm) {
    var steps = [].slice.call(document.querySelectorAll(".steps > li"));
    var value = function (id) { return byId(id) ? byId(id).value : ""; };
    planForm.addEventListener("input", function () {
      var p = value("pp"), t = value("pt"), e = value("pe");
      steps.forEach(function (li) {
        var d = li.dataset;
        li.hidden = !((!p || d.p === p) && (!e || d.e === e) && (!t || d.t.split("|").indexOf(t) >= 0));
      });
    });
    planForm.addEventListener("submit", function (e) { e.preventDefault(); });
  }

  // On a narrow screen a row is a card, so each cell says what it is; that tables stay tables is said, too, since not
  // every screen reader takes a table for one that is laid out as blocks.
  function label(table) {
    var names = [].map.call(table.tHead.rows[0].cells, function (th) { return th.textContent; });
    var role = function (e, name) { e.setAttribute("role", name); };
    role(table, "table");
    [].forEach.call(table.rows, function (tr) {
      role(tr.parentNode, "rowgroup");
      role(tr, "row");
      [].forEach.call(tr.cells, function (td, i) {
        td.setAttribute("data-name", names[i]);
        role(td, tr.parentNode === table.tHead ? "columnheader" : td.tagName === "TH" ? "rowheader" : "cell");
      });
    });
  }
  [].forEach.call(document.querySelectorAll(".scroll table"), label);
  document.documentElement.className = "cards";

  // On paper there is nothing to click: what is folded is opened, but for the texts that are there to be copied.
  var opened = [];
  window.addEventListener("beforeprint", function () {
    show(1000);
    if (body) { showCalls(200); }
    opened = [].filter.call(document.querySelectorAll("details:not([open])"), function (d) { return !d.querySelector("#checklist"); });
    opened.forEach(function (d) { d.open = true; });
    byId("cut").hidden = shown >= hits.length;
  });
  window.addEventListener("afterprint", function () { opened.forEach(function (d) { d.open = false; }); });
  apply();
})();
