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

  function choices(id, key) {
    var seen = {}, select = byId(id);
    all.forEach(function (f) { var v = key(f); if (v) { seen["$" + v] = (seen["$" + v] || 0) + 1; } });
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
  // On paper there is nothing to click.
  window.addEventListener("beforeprint", function () { show(2000); });
  apply();
})();
