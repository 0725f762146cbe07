package slipway.lib.amounts_test

import data.slipway.lib.amounts

test_percent if {
	amounts.percent("0%") == 0
	amounts.percent("50%") == 50
	every other in ["50", 50, "%", "-5%", "5.5%", " 5%", null] {
		not amounts.percent(other)
	}
}

test_whole if {
	amounts.whole(0) == 0
	amounts.whole(-1) == -1
	amounts.whole("3") == 3
	amounts.whole("-3") == -3
	every other in [1.5, "1.5", "3%", "", null, true, []] {
		not amounts.whole(other)
	}
}

test_of if {
	amounts.of(2, 10) == 2
	amounts.of("50%", 3) == 2
	amounts.of("100%", 3) == 3
	amounts.of("0%", 3) == 0
	not amounts.of("x", 3)
}
