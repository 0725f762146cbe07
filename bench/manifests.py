"""Folders of manifests to measure with: services as teams write them, ten objects each, one a file; some with flaws."""

from __future__ import annotations

from pathlib import Path
from string import Template

KINDS = 10
"""Objects of a service."""

FLAWED = 7
"""Every so many services one has what rules complain of."""

_LABELS = """    app.kubernetes.io/name: $name
    app.kubernetes.io/part-of: shop
    app.kubernetes.io/version: "1.$number.0"
    team: team-$team"""

_HEAD = (
    """metadata:
  name: $name
  namespace: $namespace
  labels:
"""
    + _LABELS
)

_OBJECTS = {
    "deployment": """apiVersion: apps/v1
kind: Deployment
@HEAD@
  annotations:
    example.com/repository: https://git.example.com/shop/$name
spec:
  replicas: $replicas
  revisionHistoryLimit: 3
  selector:
    matchLabels:
      app.kubernetes.io/name: $name
  strategy:
    rollingUpdate: {maxSurge: 25%, maxUnavailable: 0}
    type: RollingUpdate
  template:
    metadata:
      labels:
        app.kubernetes.io/name: $name
        team: team-$team
    spec:
      serviceAccountName: $name
      automountServiceAccountToken: false
      terminationGracePeriodSeconds: 45
      securityContext:
        runAsNonRoot: $nonroot
        runAsUser: 10001
        seccompProfile: {type: RuntimeDefault}
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: topology.kubernetes.io/zone
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels:
              app.kubernetes.io/name: $name
      containers:
        - name: $name
          image: registry.example.com/shop/$name:$tag
          ports:
            - {containerPort: 8080, name: http}
            - {containerPort: 9090, name: metrics}
          env:
            - {name: LOG_LEVEL, value: info}
            - name: OTEL_SERVICE_NAME
              value: $name
            - name: POD_IP
              valueFrom:
                fieldRef: {fieldPath: status.podIP}
          envFrom:
            - configMapRef: {name: $name}
          resources:
            requests: {cpu: 250m, memory: 256Mi}
            limits: {memory: 512Mi}
          readinessProbe:
            httpGet: {path: /ready, port: http}
            periodSeconds: 5
          livenessProbe:
            httpGet: {path: /live, port: http}
            periodSeconds: 10
          lifecycle:
            preStop: {sleep: {seconds: 5}}
          securityContext:
            allowPrivilegeEscalation: $escalation
            readOnlyRootFilesystem: true
            capabilities: {drop: [ALL]}
          volumeMounts:
            - {name: tmp, mountPath: /tmp}
        - name: proxy
          image: registry.example.com/base/proxy@sha256:@DIGEST@
          args: ["--upstream", "127.0.0.1:8080", "--metrics", ":9091"]
          resources:
            requests: {cpu: 50m, memory: 64Mi}
            limits: {memory: 128Mi}
          readinessProbe:
            tcpSocket: {port: 9091}
          livenessProbe:
            tcpSocket: {port: 9091}
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: {drop: [ALL]}
      volumes:
        - name: tmp
          emptyDir: {sizeLimit: 64Mi}
""",
    "service": """apiVersion: v1
kind: Service
@HEAD@
spec:
  type: $type
  selector:
    app.kubernetes.io/name: $name
  ports:
    - {name: http, port: 80, targetPort: http}
    - {name: metrics, port: 9090, targetPort: metrics}
""",
    "serviceaccount": """apiVersion: v1
kind: ServiceAccount
@HEAD@
automountServiceAccountToken: false
""",
    "configmap": """apiVersion: v1
kind: ConfigMap
@HEAD@
data:
  application.yaml: |
    server:
      port: 8080
      shutdown: graceful
    cache:
      size: $number
      ttl: 30s
    upstreams:
      - http://catalog.shop.svc:80
      - http://pricing.shop.svc:80
  FEATURE_FLAGS: "search,checkout-v2,returns"
""",
    "autoscaler": """apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
@HEAD@
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: $name}
  minReplicas: $replicas
  maxReplicas: 20
  metrics:
    - type: Resource
      resource:
        name: cpu
        target: {type: Utilization, averageUtilization: 70}
""",
    "disruptionbudget": """apiVersion: policy/v1
kind: PodDisruptionBudget
@HEAD@
spec:
  maxUnavailable: 1
  selector:
    matchLabels:
      app.kubernetes.io/name: $name
""",
    "networkpolicy": """apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
@HEAD@
spec:
  podSelector:
    matchLabels:
      app.kubernetes.io/name: $name
  policyTypes: [Ingress, Egress]
  ingress:
    - from:
        - podSelector:
            matchLabels:
              app.kubernetes.io/part-of: shop
      ports:
        - {protocol: TCP, port: 8080}
  egress:
    - to:
        - namespaceSelector:
            matchLabels:
              kubernetes.io/metadata.name: kube-system
      ports:
        - {protocol: UDP, port: 53}
""",
    "ingress": """apiVersion: networking.k8s.io/v1
kind: Ingress
@HEAD@
spec:
  ingressClassName: internal
  tls:
    - hosts: [$name.example.com]
      secretName: $name-tls
  rules:
    - host: $name.example.com
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: $name
                port: {name: http}
""",
    "role": """apiVersion: rbac.authorization.k8s.io/v1
kind: Role
@HEAD@
rules:
  - apiGroups: [""]
    resources: [configmaps]
    resourceNames: [$name]
    verbs: [$verbs]
  - apiGroups: [coordination.k8s.io]
    resources: [leases]
    verbs: [get, create, update]
""",
    "rolebinding": """apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
@HEAD@
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: $name
subjects:
  - kind: ServiceAccount
    name: $name
    namespace: $namespace
""",
}

_DIGEST = "7b1d2f" + "0" * 58


def write_manifests(folder: Path, count: int) -> None:
    """Write manifests below a folder: `<namespace>/<service>/<kind>.yaml`.

    Args:
        folder: it is made.
        count: how many; a multiple of `KINDS`.
    """
    templates = {
        kind: Template(text.replace("@HEAD@", _HEAD).replace("@DIGEST@", _DIGEST)) for kind, text in _OBJECTS.items()
    }
    for number in range(count // KINDS):
        flawed = number % FLAWED == 0
        values = {
            "name": f"service-{number:05d}",
            "namespace": f"shop-{number // 20:03d}",
            "number": str(number),
            "team": str(number % 17),
            "replicas": str(2 + number % 3),
            "nonroot": "false" if flawed else "true",
            "escalation": "true" if flawed else "false",
            "tag": "latest" if flawed else f"1.{number}.0@sha256:{_DIGEST}",
            "type": "NodePort" if flawed else "ClusterIP",
            "verbs": '"*"' if flawed else "get, watch",
        }
        place = folder / values["namespace"] / values["name"]
        place.mkdir(parents=True)
        for kind, template in templates.items():
            (place / f"{kind}.yaml").write_text(template.substitute(values))
