package story

// Role says what somebody is who takes part.
type Role string

// The roles of those who take part.
const (
	User    Role = "user"
	Agent   Role = "agent"
	Tool    Role = "tool"
	Program Role = "program" // what calls a model without an agent
)

// Person is somebody, or something, that takes part.
type Person struct {
	Role Role   `json:"role"`
	Name string `json:"name"`
}

// userName is who asks, and who gets the answer; othersName stands for those beyond the limit.
const (
	userName   = "user"
	othersName = "others"
)

// nameChars is how many characters of a name are shown.
const nameChars = 60

// cast says where in a list those are who take part. Its memory is reused.
type cast struct {
	index map[Person]int32
	// met are the first ones as spans call them, with names of any length: to look through a few is faster than to
	// shorten a name and look it up, which happens for every step.
	met []met
}

type met struct {
	person Person
	at     int32
}

// mostMet is how many are looked through.
const mostMet = 12

func newCast() cast { return cast{index: map[Person]int32{}} }

func (c *cast) clear() {
	clear(c.index)
	c.met = c.met[:0]
}

// find finds or makes somebody in a list of at most so many. Who comes beyond that is one of the others.
func (c *cast) find(list *[]Person, role Role, name string, most int) int32 {
	for i := range c.met {
		if m := &c.met[i]; m.person.Role == role && m.person.Name == name {
			return m.at
		}
	}
	short := shorten(name, nameChars)
	if short == "" {
		short = string(role)
	}
	at := c.add(list, Person{Role: role, Name: short}, most)
	if len(c.met) < mostMet {
		c.met = append(c.met, met{Person{Role: role, Name: name}, at})
	}
	return at
}

// add finds or makes somebody whose name is short.
func (c *cast) add(list *[]Person, key Person, most int) int32 {
	if at, ok := c.index[key]; ok {
		return at
	}
	if len(*list) >= most {
		key = Person{Role: Program, Name: othersName}
		if at, ok := c.index[key]; ok {
			return at
		}
	}
	at := int32(len(*list)) // #nosec G115
	*list = append(*list, key)
	c.index[key] = at
	return at
}
