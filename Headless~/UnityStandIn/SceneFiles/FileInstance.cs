#nullable enable
using System.Collections.Generic;
using System.Linq;
using UnityEngine;
using YamlDotNet.RepresentationModel;

namespace UnityStandIn
{
    /// <summary>The objects of a file, once brought into a world: of a scene, of a prefab, or of one instance of a
    /// prefab within either. All objects are made first, then linked, then filled, so that every reference finds its
    /// object whatever the order in the file.</summary>
    internal sealed class FileInstance
    {
        private readonly SceneBuilder _builder;
        private readonly UnityFile _file;
        private readonly SceneContent? _home;
        private readonly Dictionary<long, UnityDocument> _documents = new Dictionary<long, UnityDocument>();
        private readonly Dictionary<long, Object> _objects = new Dictionary<long, Object>();
        private readonly Dictionary<long, FileInstance> _nested = new Dictionary<long, FileInstance>();
        private readonly List<(long InstanceId, PrefabOverride Change)> _passedOn = new List<(long, PrefabOverride)>();

        public FileInstance(
            SceneBuilder builder, UnityFile file, SceneContent? home, IEnumerable<PrefabOverride> overrides)
        {
            _builder = builder;
            _file = file;
            _home = home;
            foreach (var document in file.Documents)
                if (!_documents.TryAdd(document.FileId, document))
                    throw document.Fail(null, $"The file has two objects with the id {document.FileId}.");
            foreach (var change in overrides) Apply(change);
            MakeObjects();
        }

        /// <summary>The topmost object of a prefab; null for an empty one.</summary>
        public GameObject? Root => Places().FirstOrDefault(place => place.Above is null)?.Owner ??
            _nested.Values.Select(nested => nested.Root).FirstOrDefault(root => root is object);

        /// <summary>The single asset of an .asset file.</summary>
        public Object? MainAsset => _objects.Values.FirstOrDefault();

        /// <summary>An object by its id in this file. One of a nested prefab has the exclusive or of its own id and its
        /// instance's, as Unity makes them up.</summary>
        public Object? Find(long fileId)
        {
            if (_objects.TryGetValue(fileId, out var found)) return found;
            foreach (var (instanceId, nested) in _nested)
                if (nested.Find((fileId ^ instanceId) & long.MaxValue) is { } inner)
                    return inner;
            return null;
        }

        /// <summary>Puts every transform under its parent, children in the parent's order.</summary>
        public void Link()
        {
            foreach (var nested in _nested.Values) nested.Link();
            foreach (var document in Own().Where(document => document.IsTransform))
            {
                if (!(Find(document.FileId) is Transform parent)) continue;
                foreach (var reference in document.Body.Items("m_Children"))
                    if (Find(reference.FileId()) is Transform child)
                        child.Link(parent);
            }

            foreach (var document in Own().Where(document => document.IsTransform))
                LinkUp(Find(document.FileId) as Transform, document.Body.Get("m_Father"));
            foreach (var (id, nested) in _nested)
                LinkUp(nested.Root?.Place, Modification(_documents[id]).Get("m_TransformParent"));
            foreach (var (id, nested) in _nested) RemoveParts(Modification(_documents[id]), nested);
        }

        /// <summary>Writes the fields of all objects.</summary>
        public void Fill()
        {
            foreach (var nested in _nested.Values) nested.Fill();
            foreach (var document in Own())
                if (_objects.TryGetValue(document.FileId, out var target) && !target.Destroyed)
                    _builder.Fields.Fill(target, document, this);
        }

        private IEnumerable<UnityDocument> Own() => _file.Documents.Where(document => !document.IsStripped);

        private IEnumerable<Transform> Places() => _objects.Values.OfType<Transform>();

        /// <summary>Edits the document of its target, or hands it on to the nested prefab that has it.</summary>
        private void Apply(PrefabOverride change)
        {
            if (_documents.TryGetValue(change.Target, out var document) && !document.IsStripped)
            {
                _builder.Fields.Remember(change.Value, change.Instance, change.Document);
                document.Body.Graft(change.Path, change.Value);
                return;
            }

            if (document != null)
            {
                long source = document.Body.Get("m_CorrespondingSourceObject").FileId();
                _passedOn.Add((document.Body.Get("m_PrefabInstance").FileId(), change.For(source)));
                return;
            }

            foreach (var instance in Own().Where(own => own.ClassId == UnityDocument.PrefabInstance))
                _passedOn.Add((instance.FileId, change.For((change.Target ^ instance.FileId) & long.MaxValue)));
        }

        private void MakeObjects()
        {
            foreach (var document in Own())
            {
                if (document.ClassId == UnityDocument.GameObject)
                    _objects.Add(document.FileId, new GameObject(document.Body.Text("m_Name"), _home));
                else if (document.ClassId == UnityDocument.PrefabInstance) MakeNested(document);
            }

            foreach (var document in _file.Documents.Where(document => document.IsStripped)) MapStripped(document);
            foreach (var document in InComponentOrder())
            {
                var made = _builder.Make(document, Find(document.Body.Get("m_GameObject").FileId()) as GameObject);
                if (made is object) _objects[document.FileId] = made;
            }
        }

        private void MakeNested(UnityDocument document)
        {
            var prefab = _builder.ReadPrefab(document.Body.Get("m_SourcePrefab").Guid(), document);
            if (prefab == null) return;
            var own = Modification(document).Items("m_Modifications").OfType<YamlMappingNode>()
                .Select(item => ReadOverride(item, document));
            var outer = _passedOn.Where(passed => passed.InstanceId == document.FileId).Select(passed => passed.Change);
            _nested.Add(document.FileId, new FileInstance(_builder, prefab, _home, own.Concat(outer)));
        }

        private PrefabOverride ReadOverride(YamlMappingNode item, UnityDocument document)
        {
            var reference = item.Get("objectReference");
            var value = reference.FileId() != 0 ? reference! : new YamlScalarNode(item.Text("value"));
            return new PrefabOverride(item.Get("target").FileId(), item.Text("propertyPath"), value, this, document);
        }

        private void MapStripped(UnityDocument document)
        {
            if (!_nested.TryGetValue(document.Body.Get("m_PrefabInstance").FileId(), out var nested)) return;
            var source = nested.Find(document.Body.Get("m_CorrespondingSourceObject").FileId());
            if (source is object) _objects[document.FileId] = source;
        }

        /// <summary>As the game objects list them; then those added to instances of prefabs, and assets.</summary>
        private IEnumerable<UnityDocument> InComponentOrder()
        {
            var listed = Own().Where(document => document.ClassId == UnityDocument.GameObject)
                .SelectMany(document => document.Body.Items("m_Component").OfType<YamlMappingNode>())
                .Select(item => item.Get("component").FileId());
            return listed.Concat(Own().Select(document => document.FileId)).Distinct()
                .Where(_documents.ContainsKey).Select(id => _documents[id]).Where(document => !document.IsStripped);
        }

        private void LinkUp(Transform? child, YamlNode? parentReference)
        {
            if (child?.Above is null && child is object && Find(parentReference.FileId()) is Transform parent)
                child.Link(parent);
        }

        private static YamlMappingNode Modification(UnityDocument instance) =>
            instance.Body.Get("m_Modification") as YamlMappingNode ??
            throw instance.Fail(null, "A PrefabInstance has the field m_Modification.");

        private static void RemoveParts(YamlMappingNode modification, FileInstance nested)
        {
            foreach (string list in new[] { "m_RemovedComponents", "m_RemovedGameObjects" })
                foreach (var removed in modification.Items(list))
                    nested.Find(removed.FileId())?.Demolish();
        }
    }
}
