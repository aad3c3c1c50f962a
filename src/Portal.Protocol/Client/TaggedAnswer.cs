using System.Net;

namespace Portal.Protocol.Client;

/// <summary>What a portal answered of something that is changed by its entity tag.</summary>
internal sealed record TaggedAnswer<T>(T Body, string Tag, HttpStatusCode Status);
