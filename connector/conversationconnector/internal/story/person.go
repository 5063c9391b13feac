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

// addPerson finds or makes somebody in a list, of which an index says where each is.
func addPerson(list *[]Person, index map[Person]int32, key Person, most int) int32 {
	if at, ok := index[key]; ok {
		return at
	}
	if len(*list) >= most {
		key = Person{Role: Program, Name: othersName}
		if at, ok := index[key]; ok {
			return at
		}
	}
	at := int32(len(*list)) // #nosec G115
	*list = append(*list, key)
	index[key] = at
	return at
}
