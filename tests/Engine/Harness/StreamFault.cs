namespace Sync.Engine.Tests.Harness;

/// <summary>What goes wrong with a stream of the scripted POS.</summary>
/// <param name="AfterPages">How many pages are good.</param>
/// <param name="Error">What is thrown then; null where the stream just ends, without its last page's word.</param>
internal sealed record StreamFault(int AfterPages, Exception? Error = null);
