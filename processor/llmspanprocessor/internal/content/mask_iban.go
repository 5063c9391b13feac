package content

// ibanLengths are the countries of the IBAN registry and how long their numbers are (SWIFT, release 99).
var ibanLengths = map[string]int{
	"AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BI": 27, "BR": 29, "BY": 28,
	"CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DJ": 27, "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18,
	"FK": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28, "HN": 28, "HR": 21, "HU": 28,
	"IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LC": 32, "LI": 21, "LT": 20,
	"LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MN": 20, "MR": 27, "MT": 31, "MU": 30, "NI": 28,
	"NL": 18, "NO": 15, "OM": 23, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "RU": 33, "SA": 24,
	"SC": 31, "SD": 18, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "SO": 23, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26,
	"UA": 29, "VA": 22, "VG": 24, "XK": 20, "YE": 30,
}

// iban looks for a country, two check digits and as many letters and digits as the country has, with or without a space
// after every few, that have the remainder 1 by 97 (ISO 13616).
func iban(s string, i int) (find, bool) {
	if i+15 > len(s) || !isLetter(s[i]) || !isLetter(s[i+1]) || !isDigit(s[i+2]) {
		return find{}, false
	}
	want := ibanLengths[string([]byte{s[i] &^ 0x20, s[i+1] &^ 0x20})]
	if want == 0 {
		return find{}, false
	}
	var chars [34]byte
	n, end := 0, i
	for end < len(s) && n < want {
		c := s[end]
		switch {
		case isDigit(c):
			chars[n] = c
			n++
		case isLetter(c):
			chars[n] = c &^ 0x20
			n++
		case (c == ' ' || c == '-') && n > 0 && end > 0 && s[end-1] != ' ' && s[end-1] != '-':
		case c == 0xC2 && end+1 < len(s) && s[end+1] == 0xA0: // a no-break space
			end++
		default:
			return find{}, false
		}
		end++
	}
	if n < want || !isDigit(chars[2]) || !isDigit(chars[3]) || end < len(s) && isAlnum(s[end]) {
		return find{}, false
	}
	rest := 0
	for k := range want {
		c := chars[(k+4)%want]
		if isDigit(c) {
			rest = (rest*10 + int(c-'0')) % 97
		} else {
			rest = (rest*100 + int(c-'A') + 10) % 97
		}
	}
	return find{i, end, IBAN}, rest == 1
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
