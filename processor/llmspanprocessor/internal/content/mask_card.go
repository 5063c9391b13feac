package content

// card says whether the run is the number of a payment card.
func (r *digitRun) card(s string) bool {
	if r.plus || r.paren || !r.cardGroups() || !cardIssuer(r.digits[:r.n]) || !luhn(r.digits[:r.n]) {
		return false
	}
	if r.to < len(s) && (isAlnum(s[r.to]) || s[r.to] == '_' || s[r.to] == '.' && r.to+1 < len(s) && isDigit(s[r.to+1])) {
		return false
	}
	return true
}

// cardGroups says whether the digits are grouped as on cards: not at all, by fours, or 4-6-5 and 4-6-4.
func (r *digitRun) cardGroups() bool {
	if r.n < 13 || r.n > 19 {
		return false
	}
	for _, sep := range r.seps[:r.ngroups-1] {
		if sep != ' ' && sep != '-' && sep != twoBlanks && (sep != '.' || r.ngroups != 4) || sep != r.seps[0] {
			return false
		}
	}
	switch {
	case r.ngroups == 1:
		return true
	case r.ngroups == 3:
		return r.groups[0] == 4 && r.groups[1] == 6 && (r.groups[2] == 5 || r.groups[2] == 4)
	}
	for i, g := range r.groups[:r.ngroups] {
		if g != 4 && i < r.ngroups-1 {
			return false
		}
	}
	return r.ngroups >= 4
}

// issuers are the first digits of card numbers and how long these are (ISO/IEC 7812, the schemes' own tables).
var issuers = []struct {
	from, to int // of the first four digits
	min, max int
}{
	{4000, 4999, 13, 19}, // Visa
	{5100, 5599, 16, 16}, // Mastercard
	{2221, 2720, 16, 16}, // Mastercard
	{3400, 3499, 15, 15}, // American Express
	{3700, 3799, 15, 15}, // American Express
	{3000, 3059, 14, 16}, // Diners Club
	{3095, 3095, 14, 16}, // Diners Club
	{3600, 3699, 14, 19}, // Diners Club
	{3800, 3999, 14, 19}, // Diners Club
	{3528, 3589, 16, 19}, // JCB
	{6011, 6011, 16, 19}, // Discover
	{6440, 6599, 16, 19}, // Discover
	{6200, 6299, 16, 19}, // UnionPay
	{5000, 5099, 13, 19}, // Maestro
	{5600, 5899, 13, 19}, // Maestro
	{6300, 6399, 13, 19}, // Maestro
	{6700, 6799, 13, 19}, // Maestro
	{2200, 2204, 16, 19}, // Mir
	{6000, 6099, 16, 16}, // RuPay
	{8100, 8199, 16, 16}, // RuPay
}

func cardIssuer(digits []byte) bool {
	first := int(digits[0])*1000 + int(digits[1])*100 + int(digits[2])*10 + int(digits[3])
	for _, i := range issuers {
		if first >= i.from && first <= i.to && len(digits) >= i.min && len(digits) <= i.max {
			return true
		}
	}
	return false
}

// luhn checks the last digit (ISO/IEC 7812-1, annex B).
func luhn(digits []byte) bool {
	sum := 0
	for i, d := range digits {
		n := int(d)
		if (len(digits)-i)%2 == 0 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return sum%10 == 0
}
