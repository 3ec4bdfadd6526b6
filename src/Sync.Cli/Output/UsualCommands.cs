namespace Sync.Cli.Output;

/// <summary>What is shown to whoever starts the command without a word.</summary>
internal static class UsualCommands
{
    public const string Text = """
        possync keeps a retailer's point-of-sale data current. The usual commands:

          possync demo                                      a fake shop on this machine, synced three times
          possync connect ORG CONNECTOR --set key=value     connects an org ('possync org add ORG') to its POS
          possync run ORG                                   syncs it

        'possync --help' shows all of them.
        """;
}
