package dialect

// keptNames are attributes that a dialect reads and that mean the same to everybody: they are no dialect's own.
var keptNames = map[string]bool{
	"session.id": true, "user.id": true, "enduser.id": true, "conversation.id": true, "server.address": true,
	"url.full": true, "error.type": true, "metadata": true, "workflow.name": true,
}

// IsOriginal says whether an attribute is a dialect's own name for something that has a GenAI name.
func (r *Reader) IsOriginal(key string) bool {
	at := r.table.Find(key)
	if at < 0 || keptNames[key] {
		return false
	}
	e := r.entries[at]
	if len(e.kinds) > 0 {
		return false // what kind of span it is can be told from nothing else
	}
	named := false
	for _, ref := range e.attrs {
		if ref.canonical {
			return false
		}
		named = named || specs[ref.row.Field].target != "" || specs[ref.row.Field].class != plain
	}
	return named
}
