"""moto as the emulator of AWS that the real templates are deployed to: `python moto_server.py --port <port>`.

No template is changed for it. What moto cannot make of them is made here: in full where a test relies on it, else as a
stand-in, which has a name and attributes and nothing behind it. Each type that is stood in for is printed, once:
`stand-in <type>`.
"""

import json
import os
import sys
import threading

from moto.awslambda.models import lambda_backends
from moto.cloudformation import parsing
from moto.cloudformation.models import CloudFormationBackend
from moto.dynamodb.models import Table
from moto.kms.models import Key, kms_backends
from moto.s3 import notifications
from moto.s3.models import FakeBucket, s3_backends
from moto.secretsmanager.models import secretsmanager_backends
from moto.server import main
from moto.sns.models import Topic, sns_backends
from moto.sqs.models import Queue

known_to_moto = parsing.resource_class_from_type
stood_in = set()


class Extension:
    """A resource that has any attribute, and that an update of its stack leaves as it is."""

    def __init__(self, name, arn=None):
        self.physical_resource_id = name
        self.arn = arn or name

    @classmethod
    def has_cfn_attr(cls, attr):
        return True

    def is_created(self):
        return True

    def get_cfn_attribute(self, attribute_name):
        return self.arn if attribute_name.endswith("Arn") else f"{self.physical_resource_id}-{attribute_name}"

    @classmethod
    def update_from_cloudformation_json(cls, original_resource, **_):
        return original_resource

    @classmethod
    def delete_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name):
        pass


class EncryptionKey(Extension):
    """With its tags, which moto expects in the form of the API."""

    @classmethod
    def create_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name, **_):
        properties = dict(cloudformation_json["Properties"])
        tags = [{"TagKey": tag["Key"], "TagValue": tag["Value"]} for tag in properties.pop("Tags", [])]
        untagged = {"Properties": properties}
        key = Key.create_from_cloudformation_json(resource_name, untagged, account_id, region_name)
        kms_backends[account_id][region_name].tag_resource(key.id, tags)
        return key


class GlobalTable(Extension):
    """What TableV2 makes, by its replica in this region."""

    @classmethod
    def create_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name, **_):
        properties = cloudformation_json["Properties"]
        replica = next(one for one in properties["Replicas"] if one["Region"] == region_name)
        of_replica = {name: replica[name] for name in ("DeletionProtectionEnabled", "Tags") if name in replica}
        encryption = {"Enabled": True, "SSEType": "KMS", **replica.get("SSESpecification", {})}
        here = {"Properties": {**properties, **of_replica, "SSESpecification": encryption}}
        return Table.create_from_cloudformation_json(resource_name, here, account_id, region_name)


class Secret(Extension):
    """With a value where the template asks for a generated one."""

    @classmethod
    def create_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name, **_):
        properties = cloudformation_json["Properties"]
        backend = secretsmanager_backends[account_id][region_name]
        wanted = properties.get("GenerateSecretString", {})
        value = backend.get_random_password(
            password_length=wanted.get("PasswordLength", 32),
            exclude_characters=wanted.get("ExcludeCharacters", ""),
            exclude_numbers=wanted.get("ExcludeNumbers", False),
            exclude_punctuation=wanted.get("ExcludePunctuation", False),
            exclude_uppercase=wanted.get("ExcludeUppercase", False),
            exclude_lowercase=wanted.get("ExcludeLowercase", False),
            include_space=False,
            require_each_included_type=True,
        )
        made = backend.create_secret(
            name=properties.get("Name", resource_name),
            secret_string=json.loads(value)["RandomPassword"],
            secret_binary=None,
            description=properties.get("Description"),
            tags=[],
            kms_key_id=properties.get("KmsKeyId"),
            client_request_token=None,
            replica_regions=[],
            force_overwrite=False,
        )
        arn = json.loads(made)["ARN"]
        return cls(arn)


class Subscription(Extension):
    """With its filter policy, which then decides as it would in AWS; it needs no confirmation."""

    @classmethod
    def create_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name, **_):
        properties = cloudformation_json["Properties"]
        backend = sns_backends[account_id][region_name]
        made = backend.subscribe(properties["TopicArn"], properties["Endpoint"], properties["Protocol"])
        for name in ("FilterPolicyScope", "FilterPolicy", "RawMessageDelivery"):
            if name in properties:
                value = properties[name]
                text = value if isinstance(value, str) else json.dumps(value)
                backend.set_subscription_attributes(made.arn, name, text)
        return cls(made.arn)

    def delete(self, account_id, region_name):
        sns_backends[account_id][region_name].unsubscribe(self.arn)


class Bucket(Extension):
    """With the queues that it tells of objects."""

    @classmethod
    def create_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name, **_):
        bucket = FakeBucket.create_from_cloudformation_json(
            resource_name, cloudformation_json, account_id, region_name
        )
        told = cloudformation_json["Properties"].get("NotificationConfiguration", {})
        queues = [
            {"Queue": one["Queue"], "Event": [one["Event"]]} for one in told.get("QueueConfigurations", [])
        ]
        if queues:
            bucket.set_notification_configuration({"QueueConfiguration": queues})
        return bucket


class FunctionVersion(Extension):
    @classmethod
    def create_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name, **_):
        name = cloudformation_json["Properties"]["FunctionName"]
        published = lambda_backends[account_id][region_name].publish_version(name)
        version = cls(published.function_arn)
        version.number = published.version
        return version

    def get_cfn_attribute(self, attribute_name):
        return str(self.number) if attribute_name == "Version" else super().get_cfn_attribute(attribute_name)


class FunctionAlias(Extension):
    @classmethod
    def create_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name, **_):
        made = lambda_backends[account_id][region_name].create_alias(**cls.alias_of(cloudformation_json))
        return cls(made.arn)

    @classmethod
    def update_from_cloudformation_json(cls, original_resource, cloudformation_json, account_id, region_name, **_):
        lambda_backends[account_id][region_name].update_alias(**cls.alias_of(cloudformation_json))
        return original_resource

    @staticmethod
    def alias_of(cloudformation_json):
        properties = cloudformation_json["Properties"]
        return {
            "name": properties["Name"],
            "function_name": properties["FunctionName"],
            "function_version": properties["FunctionVersion"],
            "description": properties.get("Description", ""),
            "routing_config": None,
        }


class StandIn(Extension):
    @classmethod
    def create_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name, **_):
        service = cloudformation_json["Type"].split("::")[1].lower()
        return cls(resource_name, f"arn:aws:{service}:{region_name}:{account_id}:{resource_name}")


EXTENSIONS = {
    "AWS::DynamoDB::GlobalTable": GlobalTable,
    "AWS::KMS::Key": EncryptionKey,
    "AWS::Lambda::Alias": FunctionAlias,
    "AWS::Lambda::Version": FunctionVersion,
    "AWS::S3::Bucket": Bucket,
    "AWS::SNS::Subscription": Subscription,
    "AWS::SecretsManager::Secret": Secret,
}


def resource_class_from_type(resource_type):
    if resource_type in EXTENSIONS:
        return EXTENSIONS[resource_type]
    known = None if resource_type.startswith("Custom::") else known_to_moto(resource_type)
    if known is None and resource_type not in stood_in:
        stood_in.add(resource_type)
        print(f"stand-in {resource_type}", flush=True)
    return known or StandIn


def update_where_moto_can(logical_id, resource_json, resources_map, account_id, region_name):
    """moto forgets a resource that it cannot update, and every reference to it then fails."""
    kind = resource_class_from_type(resource_json["Type"])
    if kind is Topic or hasattr(kind.update_from_cloudformation_json, "__isabstractmethod__"):
        return resources_map[logical_id]
    return update(logical_id, resource_json, resources_map, account_id, region_name)


def create_after_its_dependencies(logical_id, resource_json, resources_map, *rest, **named):
    """A resource that another refers to is made by moto at once, before what it depends on.

    moto takes a KeyError of its own for a resource that the template lacks, and answers some errors unreadably.
    """
    dependencies = resource_json.get("DependsOn", [])
    for dependency in [dependencies] if isinstance(dependencies, str) else dependencies:
        resources_map[dependency]
    try:
        return create(logical_id, resource_json, resources_map, *rest, **named)
    except Exception as error:
        print(f"not made: {logical_id}: {error!r}", flush=True)
        raise RuntimeError(f"{logical_id}: {error!r}") if isinstance(error, KeyError) else error


create = parsing.parse_and_create_resource
parsing.parse_and_create_resource = create_after_its_dependencies
parsing.resource_class_from_type = resource_class_from_type
update = parsing.parse_and_update_resource
parsing.parse_and_update_resource = update_where_moto_can


def resolve_parameters_left_at_their_defaults(backend, instance, incoming_params):
    """moto knows no earlier value of a parameter that was never given one."""
    given = [one for one in incoming_params if "ParameterValue" in one or one["ParameterKey"] in instance.parameters]
    return resolve_parameters(backend, instance, given)


resolve_parameters = CloudFormationBackend._resolve_update_parameters
CloudFormationBackend._resolve_update_parameters = resolve_parameters_left_at_their_defaults


def update_stack_and_its_exports(backend, *given, **named):
    """moto exports what a stack had when it was made."""
    stack = update_stack(backend, *given, **named)
    backend.exports.update({export.name: export for export in stack.exports})
    return stack


update_stack = CloudFormationBackend.update_stack
CloudFormationBackend.update_stack = update_stack_and_its_exports

# The address of a queue is where its clients reach the emulator.
Queue.physical_resource_id = property(lambda queue: f"{os.environ['EMULATOR_URL']}/{queue.account_id}/{queue.name}")

# As S3 writes it; moto leaves the zone out.
notifications._EVENT_TIME_FORMAT = "%Y-%m-%dT%H:%M:%S.000Z"

# moto would give a queue's messages to functions that it cannot run, and delete them.
add_message = Queue.add_message


def add_message_for_whoever_receives_it(queue, message):
    mapped, queue.lambda_event_source_mappings = queue.lambda_event_source_mappings, {}
    try:
        add_message(queue, message)
    finally:
        queue.lambda_event_source_mappings = mapped


Queue.add_message = add_message_for_whoever_receives_it

# Whoever started it is gone when its input ends.
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
main(sys.argv[1:])
