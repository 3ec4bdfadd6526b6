using Sync.ConnectorKit;

namespace Sync.Connectors.GenericRest;

/// <summary>What is said where a stream cannot be read on.</summary>
internal sealed partial class RestStream
{
    private FixSettingsException NoRecords() => new(
        GenericRestDescriptor.Definition,
        $"{client.Definition.Name}'s answer has no '{rules.Records.Text}'. Check streams.{DefinitionNode.Camel(stream.ToString())}.records in the definition.",
        $"The answer for {stream} has nothing at '{rules.Records.Text}'.");

    private RestartPagingException Incomplete(long rows, long total) => new(
        $"{client.Definition.Name} lists more records than it sent. Sync will read them again; nothing was removed. If this stays so, check the definition's paging.total.",
        $"The total says {total} {stream} but the pages held {rows}.");

    private RestartPagingException Stopped() => new(
        $"{client.Definition.Name} says that there is more, but not where. Sync will read from the start; nothing was removed. If this stays so, check the definition's paging.",
        $"An answer for {stream} says that more follows, without a way there.");

    private RetryLaterException TooSlow() => new(
        $"{client.Definition.Name} takes long: after {Longest.TotalHours:0} hours it was not through. The next run goes on from here; nothing was lost. If this stays so, let the definition ask for more records on a page.",
        $"{stream} was not through after {Longest}.");

    private RestartPagingException Endless() => new(
        $"{client.Definition.Name} sends pages without end. Check the definition's paging, or let it send more records on a page.",
        $"{stream} did not end within {MostPages} pages.");

    private RestartPagingException Circling() => new(
        $"{client.Definition.Name} leads back to a page that was read already. Sync will read from the start; nothing was removed.",
        $"A cursor or link of {stream} came again.");
}
