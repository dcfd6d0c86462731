/* page.js - what the page of a trace does: a bar tells about itself at once, and a click on it
 * goes to its row of the tables.  In it are no characters that XML would write otherwise. */
(function () {
	var tip = document.body.appendChild(document.createElement("div"));
	var found = null;

	tip.id = "tip";
	document.querySelectorAll("rect.span").forEach(function (bar) {
		var title = bar.querySelector("title");

		bar.told = title.textContent;
		title.remove();		/* which the browser would show later, too */
	});

	document.addEventListener("mousemove", function (event) {
		var told = event.target.told, below = event.clientY + 20, room;

		tip.style.display = told ? "block" : "none";
		tip.textContent = told || "";
		room = innerHeight - below - tip.offsetHeight;
		tip.style.left = Math.max(4, Math.min(event.clientX + 12, innerWidth - tip.offsetWidth - 4)) + "px";
		tip.style.top = (Math.sign(room) === -1 ? event.clientY - tip.offsetHeight - 10 : below) + "px";
	});

	document.addEventListener("click", function (event) {
		var bar = event.target, to;

		if (!bar.told)
			return;
		to = bar.dataset.lane === "part" ? document.getElementById("part-" + bar.dataset.name) :
			document.querySelector("#" + bar.dataset.lane + " tr[data-begin='" + bar.dataset.begin + "']");
		if (found)
			found.classList.remove("found");
		found = to;
		found.classList.add("found");
		if (to.closest("details"))
			to.closest("details").open = true;
		to.scrollIntoView({ block: "center" });
	});
})();
