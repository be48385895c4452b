export { CloseForm } from './CloseForm';
export { FactsForm } from './FactsForm';
export { RequestForm } from './RequestForm';
export { ResidentForm } from './ResidentForm';
export { VisitForm } from './VisitForm';
export { VoidForm } from './VoidForm';
export { WishForm } from './WishForm';
export { WordForm } from './WordForm';
