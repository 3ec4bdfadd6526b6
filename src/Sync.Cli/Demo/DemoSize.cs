namespace Sync.Cli.Demo;

/// <summary>How many records the demo's shop has.</summary>
internal sealed record DemoSize(int Customers, int Orders, int Products);
