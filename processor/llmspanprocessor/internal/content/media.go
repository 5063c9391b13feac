package content

import (
	"strings"

	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/content/jsontree"
)

// media adds an image, a sound or a document: a blob when its bytes are at hand, a file when it is known by an id, a uri
// when it lies elsewhere.
func (d *draft) media(modality, mime string, data, id jsontree.Value) {
	kind, key, v := "", "", data
	switch {
	case id.Exists():
		kind, key, v = "file", "file_id", id
	case !data.Exists():
		return
	case isURI(data):
		kind, key = "uri", "uri"
		if m, b, ok := dataURI(data.Text()); ok {
			kind, key, mime, v = "blob", "content", m, d.tree.String(b)
		}
	default:
		kind, key = "blob", "content"
	}
	if i := strings.IndexByte(mime, '/'); i > 0 && modality == "" {
		modality = mime[:i]
	}
	b := d.part()
	*b = append(*b, `{"type":"`...)
	*b = append(*b, kind...)
	*b = append(*b, '"')
	*b = appendMember(*b, "mime_type", mime)
	*b = appendMember(*b, "modality", modality)
	*b = append(*b, ',', '"')
	*b = append(*b, key...)
	*b = append(*b, '"', ':')
	*b = v.AppendJSON(*b)
	*b = append(*b, '}')
}

var schemes = []string{"http://", "https://", "data:", "gs://", "s3://", "file://", "blob:"}

func isURI(v jsontree.Value) bool {
	for _, scheme := range schemes {
		if strings.HasPrefix(v.Source(), scheme) {
			return true
		}
	}
	return false
}

// dataURI takes data:image/png;base64,iVBO… apart.
func dataURI(s string) (mime, data string, ok bool) {
	rest, ok := strings.CutPrefix(s, "data:")
	if !ok {
		return "", "", false
	}
	head, data, ok := strings.Cut(rest, ",")
	mime, base64 := strings.CutSuffix(head, ";base64")
	return mime, data, ok && base64
}

// source reads Anthropic's source {type: base64|url|file|text, media_type, data|url|file_id} and Bedrock's {bytes}.
func (d *draft) source(modality, mime string, v jsontree.Value) {
	if m := v.Any("media_type", "mime_type", "mimeType").Word(); m != "" {
		mime = m
	}
	data := v.Any("data", "url", "bytes", "s3Location")
	if data.Kind() == jsontree.Object {
		data = data.Get("uri")
	}
	if v.Get("type").Word() == "text" {
		d.text(data)
		return
	}
	d.media(modality, mime, data, v.Get("file_id"))
}
