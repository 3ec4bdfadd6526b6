using Sync.Store;

namespace Sync.Engine.Tests.Harness;

/// <summary>A place for one test's documents.</summary>
internal abstract class TestStore : IDisposable
{
    /// <summary>Opens it; may be done several times, as by several processes.</summary>
    public abstract IDocumentStore Open();

    /// <summary>Another place with the same documents.</summary>
    public abstract TestStore Copy();

    public abstract void Dispose();
}
