import java.util.List;

import org.elasticsearch.common.ParseField;
import org.elasticsearch.common.xcontent.DeprecationHandler;
import org.elasticsearch.common.xcontent.NamedXContentRegistry;
import org.elasticsearch.common.xcontent.NamedXContentRegistry.Entry;
import org.elasticsearch.common.xcontent.XContentParser;
import org.elasticsearch.common.xcontent.json.JsonXContent;
import org.elasticsearch.xpack.core.ilm.DeleteAction;
import org.elasticsearch.xpack.core.ilm.LifecycleAction;
import org.elasticsearch.xpack.core.ilm.LifecycleType;
import org.elasticsearch.xpack.core.ilm.RolloverAction;
import org.elasticsearch.xpack.core.ilm.TimeseriesLifecycleType;
import org.elasticsearch.xpack.core.ilm.action.PutLifecycleAction;

/** Reads a life-cycle policy as this version does and prints the steps that it would take an index through. */
public final class PolicySteps {
    private PolicySteps() {}

    public static void main(String[] args) throws Exception {
        NamedXContentRegistry known = new NamedXContentRegistry(List.of(
                new Entry(LifecycleType.class, new ParseField(TimeseriesLifecycleType.TYPE),
                        (parser, context) -> TimeseriesLifecycleType.INSTANCE),
                new Entry(LifecycleAction.class, new ParseField(RolloverAction.NAME), RolloverAction::parse),
                new Entry(LifecycleAction.class, new ParseField(DeleteAction.NAME), DeleteAction::parse)));
        XContentParser parser = JsonXContent.jsonXContent.createParser(
                known, DeprecationHandler.THROW_UNSUPPORTED_OPERATION, System.in);
        PutLifecycleAction.Request request = PutLifecycleAction.Request.parseRequest("policy", parser);
        if (request.validate() != null) {
            throw request.validate();
        }
        request.getPolicy().toSteps(null).forEach(step -> System.out.println(step.getKey()));
    }
}
